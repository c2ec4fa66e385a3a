package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Duration;
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

/** A thousand streams at once through one gateway. */
@Isolated
@Tag("load")
class ManyStreamsTest {
    private static final int STREAMS = 1_000;
    private static final int EVENTS = 50;
    private static final Duration GAP = Duration.ofMillis(20);
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private final FaultBackend backend = FaultBackend.start(Streams.stream(EVENTS, GAP));
    private final GatewayUnderTest gateway = GatewayUnderTest.withRoles(backend.baseUrl(), backend.baseUrl());

    @AfterEach
    void leave_nothing_open() throws Exception {
        gateway.close();
        backend.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void every_event_of_a_thousand_streams_arrives_in_order(TestReporter reporter) throws InterruptedException {
        LoadReport report = StreamLoad.run(vertx, new LoadPlan(gateway.url(), "planner", STREAMS, EVENTS, DEADLINE));

        Figures.show(reporter, "%d streams, %d events each".formatted(STREAMS, EVENTS), report.summary());
        assertThat(report.whole()).as(report.summary()).isEqualTo(STREAMS);
        backend.awaitOpen(0, DEADLINE);
        assertThat(backend.counts().aborted()).isZero();
    }
}
