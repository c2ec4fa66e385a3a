package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Figures;
import org.rolemesh.testing.GatewayProcess;
import org.rolemesh.testing.LoadPlan;
import org.rolemesh.testing.LoadReport;
import org.rolemesh.testing.StreamLoad;
import org.rolemesh.testing.Streams;

/** A program that has only just come up, in a JVM that has compiled nothing yet. */
@Isolated
@Tag("load")
class ColdStartTest {
    private static final int STREAMS = 1_000;
    private static final int EVENTS = 50;
    private static final Duration GAP = Duration.ofMillis(20);
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final FaultBackend backend = FaultBackend.start(Streams.stream(EVENTS, GAP));

    @AfterEach
    void leave_nothing_open() throws Exception {
        backend.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void a_thousand_streams_in_the_first_second_arrive_whole(@TempDir Path folder, TestReporter reporter)
            throws Exception {
        Path config = Files.writeString(folder.resolve("models.yaml"), """
                version: 1
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                """.formatted(backend.baseUrl()));
        long begun = System.nanoTime();
        try (GatewayProcess gateway = GatewayProcess.startAsShipped(config)) {
            URI url = gateway.awaitListening(SOON);
            long listening = System.nanoTime();

            LoadReport report =
                    StreamLoad.run(vertx, new LoadPlan(url, "planner", STREAMS, EVENTS, Duration.ofSeconds(60)));

            Figures.show(
                    reporter,
                    "cold start",
                    "listening after %d ms; then %s".formatted((listening - begun) / 1_000_000, report.summary()));
            assertThat(report.whole()).as(report.summary()).isEqualTo(STREAMS);
            backend.awaitOpen(0, SOON);
            assertThat(backend.counts().aborted()).isZero();
            gateway.terminate();
            assertThat(gateway.awaitExit(SOON)).isZero();
        }
    }
}
