package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rolemesh.e2e.Invariants.SOON;

import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.RawHttp.BodyEnd;
import org.rolemesh.testing.RawHttp.Event;
import org.rolemesh.testing.Streams;

/** A gateway that is told to stop. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShutdownTest {
    @RegisterExtension
    final Invariants world = new Invariants();

    @Test
    void D1_streams_and_those_that_wait_finish_while_new_work_is_refused() throws Exception {
        Semaphore permits = new Semaphore(0);
        FaultBackend backend = world.backend(Streams.gated(3, permits));
        GatewayUnderTest gateway = world.gateway(backend, "{}", "max_in_flight: 100");
        world.expectEnded(gateway);
        RawHttp control = world.connect(gateway);
        List<RawHttp> running = new ArrayList<>();
        for (int n = 0; n < 100; n++) {
            running.add(streaming(gateway));
        }
        List<RawHttp> queued = new ArrayList<>();
        for (int n = 0; n < 10; n++) {
            queued.add(world.connect(gateway).post(Chats.PATH, Chats.stream("planner")));
        }
        Explained.awaitWaiting(gateway, "planner", 10);

        CompletableFuture<Void> drained = drain(gateway);

        Awaitility.await()
                .atMost(SOON)
                .until(
                        () -> control.get("/ready").readAnswer(SOON),
                        ready -> ready.status() == 503 && ready.body().contains("draining"));
        Answer refused = control.post(Chats.PATH, Chats.whole("planner")).readAnswer(SOON);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).contains("\"code\":\"draining\"");
        assertThat(drained).isNotDone();
        permits.release(220);
        for (RawHttp client : running) {
            assertThat(rest(client)).hasSize(4).last().matches(Event::isDone);
            assertThat(client.end()).isEqualTo(BodyEnd.CLEAN);
        }
        for (RawHttp client : queued) {
            assertThat(client.readAnswer(SOON).body()).endsWith("data: [DONE]\n\n");
        }
        drained.get(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> RawHttp.connect(gateway.url())).isInstanceOf(ConnectException.class);
    }

    @Test
    void D2_L10_a_stream_without_end_is_told_and_cut_when_the_time_is_over() throws Exception {
        FaultBackend backend = world.backend(Streams.hangsAfter(1));
        GatewayUnderTest gateway = world.gateway(backend, "{drain_s: 1}", "");
        world.expectEnded(gateway);
        RawHttp client = streaming(gateway);
        long start = System.nanoTime();

        CompletableFuture<Void> drained = drain(gateway);

        List<Event> rest = rest(client);
        assertThat(rest).hasSize(1);
        assertThat(rest.get(0).data()).startsWith("{\"error\":{").contains("\"code\":\"draining\"");
        assertThat(client.end()).isNotIn(BodyEnd.CLEAN, BodyEnd.OPEN);
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isBetween(950L, 3_000L);
        backend.awaitAborted(1, SOON);
        drained.get(10, TimeUnit.SECONDS);
    }

    @Test
    void a_client_that_takes_nothing_does_not_hold_the_gateway_up() throws Exception {
        FaultBackend backend = world.backend(Streams.flood());
        GatewayUnderTest gateway = world.gateway(backend, "{drain_s: 0.2}", "");
        world.expectEnded(gateway);
        streaming(gateway);

        drain(gateway).get(10, TimeUnit.SECONDS);

        backend.awaitAborted(1, SOON);
    }

    @Test
    void an_idle_gateway_stops_at_once() throws Exception {
        GatewayUnderTest gateway = world.gateway(world.backend());
        world.expectEnded(gateway);
        RawHttp idle = world.connect(gateway);
        idle.get("/health").readAnswer(SOON);

        drain(gateway).get(10, TimeUnit.SECONDS);

        assertThat(idle.closedWithin(SOON)).isTrue();
    }

    private RawHttp streaming(GatewayUnderTest gateway) throws Exception {
        RawHttp client = world.connect(gateway).post(Chats.PATH, Chats.stream("planner"));
        assertThat(client.readHead(SOON).status()).isEqualTo(200);
        assertThat(client.nextEvent(SOON)).isPresent();
        return client;
    }

    private static CompletableFuture<Void> drain(GatewayUnderTest gateway) {
        return CompletableFuture.runAsync(() -> {
            try {
                gateway.drain();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static List<Event> rest(RawHttp client) throws Exception {
        List<Event> events = new ArrayList<>();
        for (var next = client.nextEvent(SOON); next.isPresent(); next = client.nextEvent(SOON)) {
            events.add(next.get());
        }
        return events;
    }
}
