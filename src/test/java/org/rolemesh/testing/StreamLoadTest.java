package org.rolemesh.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
@Tag("load")
class StreamLoadTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final FaultBackend backend = FaultBackend.start();

    @AfterEach
    void leave_nothing_open() throws Exception {
        backend.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void a_thousand_paced_streams_arrive_whole() throws InterruptedException {
        backend.behave(Streams.stream(100, Duration.ofMillis(20)));

        LoadReport report = StreamLoad.run(vertx, plan(1000, 100, DEADLINE));

        assertThat(report.whole()).as(report.summary()).isEqualTo(1000);
        assertThat(report.gapMicros().getTotalCount()).isEqualTo(1000 * 99);
        backend.awaitDone(1000, DEADLINE);
        assertThat(backend.counts().aborted()).isZero();
    }

    @Test
    void paced_streams_keep_their_gap_while_the_machine_keeps_up() throws InterruptedException {
        backend.behave(Streams.stream(100, Duration.ofMillis(20)));

        LoadReport report = StreamLoad.run(vertx, plan(50, 100, DEADLINE));

        assertThat(report.gapMillis(50)).as(report.summary()).isBetween(15.0, 25.0);
    }

    @Test
    void a_stream_that_dies_is_told_from_a_whole_one() throws InterruptedException {
        backend.behave(Answers.inTurn(Streams.diesAfter(2, Ending.CLOSE), Streams.stream(5, Duration.ofMillis(1))));

        LoadReport report = StreamLoad.run(vertx, plan(2, 5, DEADLINE));

        assertThat(report.whole()).isEqualTo(1);
        assertThat(report.lost()).isEqualTo(3);
        assertThat(report.failures()).hasSize(1);
    }

    @Test
    void a_doubled_or_foreign_event_is_noticed() throws InterruptedException {
        backend.behave(x -> {
            Streams.head(x);
            ChatEvents events = new ChatEvents(x);
            x.chunk(events.content(0) + events.content(0) + events.content(1).replace("load-", "other-"));
            Streams.finish(x, events);
        });

        LoadReport report = StreamLoad.run(vertx, plan(1, 2, DEADLINE));

        assertThat(report.misplaced()).isEqualTo(2);
        assertThat(report.lost()).isEqualTo(1);
        assertThat(report.whole()).isZero();
    }

    @Test
    void a_stream_that_hangs_ends_at_the_deadline_and_is_aborted() throws InterruptedException {
        backend.behave(Streams.hangsAfter(1));

        LoadReport report = StreamLoad.run(vertx, plan(3, 2, Duration.ofSeconds(3)));

        assertThat(report.failures()).containsEntry("200 deadline passed", 3L);
        backend.awaitAborted(3, DEADLINE);
    }

    private LoadPlan plan(int streams, int events, Duration deadline) {
        return new LoadPlan(backend.baseUrl(), "planner", streams, events, deadline);
    }
}
