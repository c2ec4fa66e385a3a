package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.testing.Announced.role;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Isolated;
import org.rolemesh.testing.Announced;
import org.rolemesh.testing.FakeNode;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Figures;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.PacedService;
import org.rolemesh.testing.RateLoad;
import org.rolemesh.testing.RatePlan;
import org.rolemesh.testing.RateReport;

/**
 * Three nodes of four slots, one of them five times slower. The best that can be had is what the two fast ones give
 * alone, which carry the load at half of what they can.
 */
@Isolated
@Tag("load")
class LeastBusyLoadTest {
    private static final int SLOTS = 4;
    private static final Duration FAST = Duration.ofMillis(20);
    private static final Duration SLOW = Duration.ofMillis(100);
    private static final int PER_SECOND = 200;
    private static final Duration WARM_UP = Duration.ofMillis(1_500);
    private static final Duration ROUND = Duration.ofMillis(1_250);
    private static final int ROUNDS = 4;
    private static final double MAX_RATIO = 1.3;

    private final Vertx vertx = Vertx.vertx();
    private final List<FaultBackend> backends = new ArrayList<>();
    private final GatewayUnderTest gateway = GatewayUnderTest.start("""
            default_model: least
            models:
              best: {type: discovered, strategy: least_busy, queue: {length: 1000}}
              least: {type: discovered, strategy: least_busy, queue: {length: 1000}}
              turns: {type: discovered, strategy: round_robin, queue: {length: 1000}}
            """);

    @AfterEach
    void leave_nothing_open() throws Exception {
        gateway.close();
        backends.forEach(FaultBackend::close);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void a_node_five_times_slower_costs_least_busy_less_than_a_third_of_the_p99(TestReporter reporter)
            throws InterruptedException {
        node("fast-1", FAST, "best", "least", "turns");
        node("fast-2", FAST, "best", "least", "turns");
        node("slow", SLOW, "least", "turns");
        load("best", WARM_UP);
        load("least", WARM_UP);

        List<Round> rounds = new ArrayList<>();
        for (int n = 0; n < ROUNDS; n++) {
            rounds.add(new Round(load("best", ROUND), load("least", ROUND)));
        }
        RateReport turns = load("turns", ROUND);

        Figures.show(
                reporter,
                "p99 beside a node that is five times slower",
                "best %s ms, least_busy %s ms (shares %s), round_robin %.1f ms; ratios %s"
                        .formatted(
                                rounds.stream()
                                        .map(round -> tenths(round.best().millis(99)))
                                        .toList(),
                                rounds.stream()
                                        .map(round -> tenths(round.least().millis(99)))
                                        .toList(),
                                rounds.get(ROUNDS - 1).least().byUpstream(),
                                turns.millis(99),
                                rounds.stream()
                                        .map(round -> "%.2f".formatted(round.ratio()))
                                        .toList()));
        assertThat(median(rounds)).isLessThanOrEqualTo(MAX_RATIO);
    }

    private void node(String id, Duration time, String... roles) {
        FaultBackend backend = FaultBackend.start(new PacedService(time, SLOTS));
        backends.add(backend);
        Announced[] offers = new Announced[roles.length];
        for (int n = 0; n < roles.length; n++) {
            offers[n] = role(roles[n]).with("slots", SLOTS);
        }
        FakeNode.register(gateway.url(), id, backend.baseUrl(), offers);
    }

    private RateReport load(String role, Duration time) throws InterruptedException {
        RateReport report = RateLoad.run(vertx, new RatePlan(gateway.url(), role, PER_SECOND, time));
        assertThat(report.failures()).isEmpty();
        return report;
    }

    /** Of an even number the lower one of the two in the middle. */
    private static double median(List<Round> rounds) {
        return rounds.stream().map(Round::ratio).sorted().toList().get((rounds.size() - 1) / 2);
    }

    private static String tenths(double millis) {
        return "%.1f".formatted(millis);
    }

    private record Round(RateReport best, RateReport least) {
        double ratio() {
            return least.millis(99) / best.millis(99);
        }
    }
}
