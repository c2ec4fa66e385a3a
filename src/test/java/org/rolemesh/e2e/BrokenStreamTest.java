package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rolemesh.testing.Behaviour;
import org.rolemesh.testing.ChatEvents;
import org.rolemesh.testing.Ending;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.BodyEnd;
import org.rolemesh.testing.RawHttp.Event;
import org.rolemesh.testing.Streams;

/** A stream that its backend does not bring to its end: what came, an error event, and no end that looks like one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrokenStreamTest {
    @RegisterExtension
    final Invariants world = new Invariants();

    private FaultBackend backend;
    private GatewayUnderTest gateway;

    @BeforeAll
    void start() {
        backend = world.backend();
        gateway = world.gateway(backend, "{}", "timeouts: {idle_s: 0.5}");
    }

    static Stream<Arguments> deaths() {
        return Stream.of(
                Arguments.of("hangs", Streams.hangsAfter(5), "upstream_idle_timeout"),
                Arguments.of("closes", Streams.diesAfter(5, Ending.CLOSE), "upstream_closed"),
                Arguments.of("resets", Streams.diesAfter(5, Ending.RESET), "upstream_closed"),
                Arguments.of("closes inside an event", inside(Ending.CLOSE), "upstream_closed"),
                Arguments.of("closes what has no length", unframed(), "upstream_closed"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deaths")
    void U5_L7_five_events_then_death_are_five_events_an_error_and_a_broken_end(
            String how, Behaviour death, String code) throws Exception {
        backend.behave(death);
        RawHttp client = ask("broken " + how.replace(' ', '-'));

        List<Event> events = events(client);

        assertThat(events).hasSize(6).noneMatch(Event::isDone);
        for (int n = 0; n < 5; n++) {
            assertThat(events.get(n).data()).contains("#" + n + " ");
        }
        assertThat(events.get(5).data()).startsWith("{\"error\":{").contains("\"code\":\"" + code + "\"");
        assertThat(client.end()).isNotIn(BodyEnd.CLEAN, BodyEnd.OPEN);
    }

    @Test
    void U5_the_log_says_how_a_stream_broke() throws Exception {
        backend.behave(Streams.diesAfter(2, Ending.CLOSE));
        events(ask("broke"));

        assertThat(world.log().accessLine("broke")).contains(" status=200 ", " error=upstream_closed ");
    }

    @Test
    void U7_a_broken_chunk_ends_the_stream_with_an_error() throws Exception {
        backend.behave(Faults.brokenChunking());
        RawHttp client = ask("chunk");

        List<Event> events = events(client);

        assertThat(events).hasSize(2);
        assertThat(events.get(1).data()).startsWith("{\"error\":{");
        assertThat(client.end()).isNotEqualTo(BodyEnd.CLEAN);
    }

    @Test
    void comments_keep_a_silent_stream_alive() throws Exception {
        backend.behave(Streams.keepsAliveAfter(1, Duration.ofMillis(100)));
        RawHttp client = ask("alive");
        client.readHead(SOON);
        client.nextEvent(SOON);
        long start = System.nanoTime();

        while (System.nanoTime() - start < Duration.ofMillis(1_200).toNanos()) {
            assertThat(client.nextEvent(SOON)).isPresent().get().matches(event -> event.block()
                    .equals(":"));
        }
    }

    private RawHttp ask(String id) throws Exception {
        return world.connect(gateway).post(Chats.PATH, Chats.stream("planner"), "X-Request-Id: " + id);
    }

    private static List<Event> events(RawHttp client) throws Exception {
        assertThat(client.readHead(SOON).status()).isEqualTo(200);
        List<Event> events = new ArrayList<>();
        for (Optional<Event> next = client.nextEvent(SOON); next.isPresent(); next = client.nextEvent(SOON)) {
            events.add(next.get());
        }
        return events;
    }

    private static Behaviour inside(Ending ending) {
        return x -> {
            Streams.head(x);
            ChatEvents events = new ChatEvents(x);
            for (int n = 0; n < 5; n++) {
                x.chunk(events.content(n));
            }
            x.chunk(events.content(5).substring(0, 40));
            x.end(ending);
        };
    }

    private static Behaviour unframed() {
        return x -> {
            x.head(200, "Content-Type", "text/event-stream", "Connection", "close");
            ChatEvents events = new ChatEvents(x);
            for (int n = 0; n < 5; n++) {
                x.write(events.content(n));
            }
            x.end(Ending.CLOSE);
        };
    }
}
