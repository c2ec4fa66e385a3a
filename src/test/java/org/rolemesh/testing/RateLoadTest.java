package org.rolemesh.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RateLoadTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void leave_nothing_open() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void a_slow_server_gets_more_requests_at_once_and_not_fewer() throws Exception {
        Semaphore permits = new Semaphore(0);
        try (FaultBackend backend = FaultBackend.start(Answers.held(permits, Answers.chat()))) {
            RateLoad load = RateLoad.start(vertx, plan(backend));
            backend.awaitOpen(50, SOON);
            permits.release(50);

            RateReport report = load.await();

            assertThat(report.requests()).hasSize(50).noneMatch(RateReport.Request::failed);
            assertThat(report.millis(100)).isGreaterThan(report.millis(1));
            assertThat(report.byUpstream()).containsOnlyKeys("");
        }
    }

    @Test
    void a_failure_is_an_entry_and_not_the_end() throws Exception {
        try (FaultBackend backend =
                FaultBackend.start(Answers.inTurn(Faults.status(500), Faults.resetBeforeHeaders(), Answers.chat()))) {
            RateReport report = RateLoad.run(vertx, plan(backend));

            assertThat(report.requests()).hasSize(50);
            assertThat(report.failed()).hasSize(2);
            assertThat(report.failures().keySet())
                    .anyMatch(each -> each.startsWith("500 "))
                    .anyMatch(each -> each.startsWith("0 "));
        }
    }

    private static RatePlan plan(FaultBackend backend) {
        return new RatePlan(backend.baseUrl(), "planner", 500, Duration.ofMillis(100));
    }
}
