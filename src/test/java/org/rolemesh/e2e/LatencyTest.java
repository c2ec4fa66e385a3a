package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Isolated;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Figures;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.LoadPlan;
import org.rolemesh.testing.LoadReport;
import org.rolemesh.testing.StreamLoad;
import org.rolemesh.testing.Streams;

/** What the gateway adds to the wait for the first event, beside the same load without it in the same run. */
@Isolated
@Tag("load")
class LatencyTest {
    private static final int STREAMS = 100;
    private static final int EVENTS = 10;
    private static final Duration GAP = Duration.ofMillis(20);
    /** So many requests does it take until the JVM has compiled what they run through; before that it is the compiler
     * that is measured, which keeps one of two cores busy. */
    private static final int WARM_UP_BURSTS = 250;

    private static final int ROUNDS = 11;
    private static final double MAX_ADDED_MS = 15;

    private final Vertx vertx = Vertx.vertx();
    private final FaultBackend backend = FaultBackend.start();
    private final GatewayUnderTest gateway = GatewayUnderTest.start("""
            models:
              planner: {type: proxy, proxy_url: "%s"}
            """.formatted(backend.baseUrl()));

    @AfterEach
    void leave_nothing_open() throws Exception {
        gateway.close();
        backend.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void the_first_event_comes_within_15_ms_of_the_direct_one(TestReporter reporter) throws InterruptedException {
        warmUp();
        backend.behave(Streams.stream(EVENTS, GAP));
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            rounds.add(new Round(firstEventP50(backend.baseUrl(), EVENTS), firstEventP50(gateway.url(), EVENTS)));
        }

        double added = median(rounds.stream().map(Round::addedMs).toList());
        Figures.show(
                reporter,
                "first event, %d streams".formatted(STREAMS),
                "p50 direct %.1f ms, gateway %.1f ms, added %.1f ms (medians of %d rounds; added in each: %s)"
                        .formatted(
                                median(rounds.stream().map(Round::directMs).toList()),
                                median(rounds.stream().map(Round::gatewayMs).toList()),
                                added,
                                ROUNDS,
                                rounds.stream().map(Round::addedText).toList()));
        assertThat(added).isLessThanOrEqualTo(MAX_ADDED_MS);
    }

    private void warmUp() throws InterruptedException {
        backend.behave(Streams.stream(1, GAP));
        for (int i = 0; i < WARM_UP_BURSTS; i++) {
            firstEventP50(backend.baseUrl(), 1);
            firstEventP50(gateway.url(), 1);
        }
    }

    /** Over new connections from the client either way; setting them up is part of the time. */
    private double firstEventP50(URI url, int events) throws InterruptedException {
        LoadReport report =
                StreamLoad.run(vertx, new LoadPlan(url, "planner", STREAMS, events, Duration.ofSeconds(30)));
        assertThat(report.whole()).as(report.summary()).isEqualTo(STREAMS);
        return report.firstEventMillis(50);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private record Round(double directMs, double gatewayMs) {
        double addedMs() {
            return gatewayMs - directMs;
        }

        String addedText() {
            return "%.1f".formatted(addedMs());
        }
    }
}
