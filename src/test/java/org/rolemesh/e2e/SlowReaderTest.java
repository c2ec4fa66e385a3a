package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rolemesh.testing.Behaviour;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.BodyEnd;
import org.rolemesh.testing.RawHttp.Event;
import org.rolemesh.testing.Streams;

/** A client that takes its stream slower than it comes, or not at all. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowReaderTest {
    /** More than the kernel holds of four sockets. */
    private static final int EVENTS = 6_000;

    private static final String PADDING = "x".repeat(16 * 1024);
    private static final long ALL_BYTES = (long) EVENTS * PADDING.length();

    @RegisterExtension
    final Invariants world = new Invariants();

    @Test
    void C5_a_client_that_does_not_read_stops_its_backend_and_gets_everything_once_it_does() throws Exception {
        FaultBackend backend = world.backend(bigEvents());
        GatewayUnderTest gateway = world.gateway(backend);
        RawHttp client = world.connect(gateway).post(Chats.PATH, Chats.stream("planner"));
        client.readHead(SOON);

        awaitStandstill(backend);
        assertThat(backend.counts().open()).isEqualTo(1);
        assertThat(backend.sentBytes()).isLessThan(ALL_BYTES / 2);

        for (int n = 0; n < EVENTS; n++) {
            assertThat(client.nextEvent(SOON).orElseThrow().block()).startsWith("data: " + n + "#");
        }
        assertThat(client.nextEvent(SOON)).isPresent().get().matches(Event::isDone);
        assertThat(client.nextEvent(SOON)).isEmpty();
        assertThat(client.end()).isEqualTo(BodyEnd.CLEAN);
    }

    @Test
    void C5_L9_a_client_that_takes_nothing_for_too_long_is_cut_on_both_sides() throws Exception {
        FaultBackend backend = world.backend(Streams.flood());
        GatewayUnderTest gateway = world.gateway(backend, "{stalled_reader_s: 0.5}", "");
        RawHttp client = world.connect(gateway).post(Chats.PATH, Chats.stream("planner"), "X-Request-Id: stalled");
        client.readHead(SOON);

        backend.awaitAborted(1, SOON);
        Invariants.awaitInFlight(gateway, 0);
        assertThat(world.log().accessLine("stalled")).contains(" error=request_timeout ");
        Optional<Event> last = Optional.empty();
        for (Optional<Event> next = client.nextEvent(SOON); next.isPresent(); next = client.nextEvent(SOON)) {
            last = next;
        }
        assertThat(last).isPresent().get().matches(event -> !event.isDone());
        assertThat(client.end()).isNotEqualTo(BodyEnd.CLEAN);
    }

    private static Behaviour bigEvents() {
        return x -> {
            Streams.head(x);
            for (int n = 0; n < EVENTS; n++) {
                x.chunk("data: " + n + "#" + PADDING + "\n\n");
            }
            x.chunk("data: [DONE]\n\n");
            x.lastChunk();
        };
    }

    private static void awaitStandstill(FaultBackend backend) {
        AtomicLong before = new AtomicLong();
        Awaitility.await("the backend to send no more")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .during(Duration.ofMillis(400))
                .until(() -> {
                    long sent = backend.sentBytes();
                    return before.getAndSet(sent) == sent && sent > PADDING.length();
                });
    }
}
