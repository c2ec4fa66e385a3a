package org.rolemesh.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rolemesh.testing.RawHttp.BodyEnd;
import org.rolemesh.testing.RawHttp.Event;

class StreamsTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final FaultBackend backend = FaultBackend.start();

    @AfterEach
    void leave_nothing_open() {
        backend.close();
        assertThat(backend.counts().open()).isZero();
        assertThat(backend.counts().connections()).isZero();
    }

    @Test
    void a_paced_stream_keeps_its_gap() throws IOException {
        Duration gap = Duration.ofMillis(20);
        try (RawHttp client = ask(Streams.stream(6, gap))) {
            List<Event> events = all(client);

            assertThat(events).extracting(StreamsTest::mark).startsWith("me#0", "me#1", "me#2", "me#3", "me#4", "me#5");
            assertThat(events.get(events.size() - 1).isDone()).isTrue();
            assertThat(client.end()).isEqualTo(BodyEnd.CLEAN);
            long took = events.get(5).arrivedNanos() - events.get(0).arrivedNanos();
            assertThat(took).isGreaterThan(gap.multipliedBy(4).toNanos());
        }
        backend.awaitDone(1, SOON);
    }

    @Test
    void a_client_that_leaves_a_paced_stream_is_an_abort() throws IOException {
        try (RawHttp client = ask(Streams.stream(1_000_000, Duration.ofMillis(5)))) {
            client.readHead(SOON);
            client.nextEvent(SOON);
        }
        backend.awaitAborted(1, SOON);
    }

    @Test
    void a_gated_stream_sends_its_first_event_and_then_one_for_each_permit() throws IOException {
        Semaphore permits = new Semaphore(0);
        try (RawHttp client = ask(Streams.gated(3, permits))) {
            client.readHead(SOON);
            assertThat(mark(client.nextEvent(SOON).orElseThrow())).isEqualTo("me#0");
            assertThatThrownBy(() -> client.nextEvent(SHORT)).isInstanceOf(SocketTimeoutException.class);
            permits.release();
            assertThat(mark(client.nextEvent(SOON).orElseThrow())).isEqualTo("me#1");
            assertThatThrownBy(() -> client.nextEvent(SHORT)).isInstanceOf(SocketTimeoutException.class);
            permits.release();
            assertThat(mark(client.nextEvent(SOON).orElseThrow())).isEqualTo("me#2");
            assertThat(client.nextEvent(SOON).orElseThrow().block()).contains("\"stop\"");
            assertThat(client.nextEvent(SOON).orElseThrow().isDone()).isTrue();
        }
    }

    @Test
    void a_client_that_leaves_a_gated_stream_takes_no_permit_with_it() throws IOException {
        Semaphore permits = new Semaphore(0);
        ask(Streams.gated(3, permits)).reset();
        backend.awaitAborted(1, SOON);
        permits.release(2);

        try (RawHttp client = ask(Streams.gated(3, permits))) {
            assertThat(all(client)).hasSize(5);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOSE", "RESET"})
    void a_stream_that_dies_has_so_many_events_and_no_clean_end(Ending ending) throws IOException {
        try (RawHttp client = ask(Streams.diesAfter(5, ending))) {
            assertThat(all(client))
                    .extracting(StreamsTest::mark)
                    .containsExactly("me#0", "me#1", "me#2", "me#3", "me#4");
            assertThat(client.end()).isEqualTo(ending == Ending.RESET ? BodyEnd.RESET : BodyEnd.CLOSED);
        }
        assertThat(backend.counts().cut()).isEqualTo(1);
    }

    @Test
    void a_stream_that_hangs_stays_open_after_its_events() throws IOException {
        try (RawHttp client = ask(Streams.hangsAfter(2))) {
            client.readHead(SOON);
            client.nextEvent(SOON);
            client.nextEvent(SOON);
            assertThatThrownBy(() -> client.nextEvent(SHORT)).isInstanceOf(SocketTimeoutException.class);
            assertThat(client.end()).isEqualTo(BodyEnd.OPEN);
        }
        backend.awaitAborted(1, SOON);
    }

    @Test
    void keep_alives_are_comments_without_data() throws IOException {
        try (RawHttp client = ask(Streams.keepsAliveAfter(1, Duration.ofMillis(2)))) {
            client.readHead(SOON);
            assertThat(mark(client.nextEvent(SOON).orElseThrow())).isEqualTo("me#0");
            Event comment = client.nextEvent(SOON).orElseThrow();
            assertThat(comment.block()).isEqualTo(":");
            assertThat(comment.data()).isEmpty();
        }
    }

    @Test
    void split_events_are_cut_anywhere_and_whole_when_put_together() throws IOException {
        backend.behave(Streams.splitEvents(1, 7, 3));
        try (RawHttp client = RawHttp.connect(backend.baseUrl())
                .post("/v1/chat/completions", "{\"stream\":true,\"user\":\"\u00e9\"}")) {
            client.readHead(SOON);
            assertThat(client.nextPiece(SOON).orElseThrow().latin1()).isEqualTo("d");
            assertThat(client.nextPiece(SOON).orElseThrow().latin1()).isEqualTo("ata: {\"");
        }
        try (RawHttp client = RawHttp.connect(backend.baseUrl())
                .post("/v1/chat/completions", "{\"stream\":true,\"user\":\"\u00e9\"}")) {
            List<Event> events = all(client);
            assertThat(events).extracting(StreamsTest::mark).startsWith("\u00e9#0", "\u00e9#1", "\u00e9#2");
            assertThat(client.end()).isEqualTo(BodyEnd.CLEAN);
        }
    }

    @Test
    void a_flood_waits_for_a_reader_that_reads_nothing() throws IOException {
        try (RawHttp client = ask(Streams.flood())) {
            long read = 0;
            client.readHead(SOON);
            while (read < 1_000_000) {
                read += client.nextPiece(SOON).orElseThrow().bytes().length;
            }
        }
        backend.awaitAborted(1, SOON);
    }

    private RawHttp ask(Behaviour behaviour) throws IOException {
        backend.behave(behaviour);
        return RawHttp.connect(backend.baseUrl()).post("/v1/chat/completions", "{\"stream\":true,\"user\":\"me\"}");
    }

    private static List<Event> all(RawHttp client) throws IOException {
        client.readHead(SOON);
        List<Event> events = new ArrayList<>();
        for (Optional<Event> event = client.nextEvent(SOON); event.isPresent(); event = client.nextEvent(SOON)) {
            events.add(event.get());
        }
        return events;
    }

    private static String mark(Event event) {
        return event.data().replaceFirst(".*\"content\":\"([^ ]*) .*", "$1");
    }
}
