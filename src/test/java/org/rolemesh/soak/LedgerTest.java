package org.rolemesh.soak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rolemesh.testing.Behaviour;
import org.rolemesh.testing.Ending;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.SeededChat;
import org.rolemesh.testing.Streams;

/** That a soak would notice what it looks for. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LedgerTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int CHATS = 30;
    /** Some of the clients leave. */
    private static final int MOST = CHATS / 2;

    private final Ledger ledger = new Ledger();

    @Test
    void what_comes_as_it_was_sent_is_no_fault() throws Exception {
        askAll(changed(UnaryOperator.identity()));

        assertThat(ledger.faults()).isEmpty();
        assertThat(ledger.counted("stream whole")).isPositive();
        assertThat(ledger.counted("answer whole")).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"altered byte, altered: ", "lost event, altered: ", "event twice, altered: ", "another chat, altered: "
    })
    void what_comes_otherwise_is_a_fault_though_something_was_killed(String change, String complaint) throws Exception {
        ledger.kill("steady");

        askAll(changed(bytes -> switch (change) {
            case "altered byte" -> altered(bytes);
            case "lost event" -> Arrays.copyOfRange(bytes, bytes.length / 3, bytes.length);
            case "event twice" -> (new String(bytes, UTF_8) + "data: {}\n\n").getBytes(UTF_8);
            default -> SeededChat.of(99).answer(bytes[0] == 'd');
        }));

        assertThat(ledger.faultCount()).isGreaterThan(MOST);
        assertThat(ledger.faults()).allSatisfy(fault -> assertThat(fault).contains(complaint));
    }

    @Test
    void a_stream_that_breaks_off_is_a_fault_unless_something_was_killed() throws Exception {
        Behaviour breaks = x -> {
            SeededChat chat = SeededChat.askedBy(x.request().bodyText()).orElseThrow();
            Streams.head(x);
            x.chunk(chat.events().get(0));
            x.chunk(
                    "data: {\"error\":{\"message\":\"m\",\"type\":\"t\",\"param\":null,\"code\":\"upstream_failed\"}}\n\n");
            x.end(Ending.CLOSE);
        };

        ledger.kill("steady");
        askStreams(ledger, breaks);
        assertThat(ledger.faults()).isEmpty();
        Ledger others = new Ledger();
        others.kill("pool");
        askStreams(others, breaks);

        assertThat(others.faults()).isNotEmpty().allSatisfy(fault -> assertThat(fault)
                .contains("broken off after"));
    }

    @Test
    void an_end_without_an_error_event_is_a_fault_though_something_was_killed() throws Exception {
        ledger.kill("steady");

        askStreams(ledger, x -> {
            Streams.head(x);
            x.chunk(SeededChat.askedBy(x.request().bodyText())
                    .orElseThrow()
                    .events()
                    .get(0));
            x.end(Ending.CLOSE);
        });

        assertThat(ledger.faults()).isNotEmpty().allSatisfy(fault -> assertThat(fault)
                .contains("without an error event"));
    }

    @Test
    void an_altered_request_and_one_that_runs_twice_are_faults() throws Exception {
        try (FaultBackend backend = FaultBackend.start(new SeededBackend(ledger));
                RawHttp client = RawHttp.connect(backend.baseUrl())) {
            SeededChat chat = SeededChat.of(7);
            String path = "/v1/chat/completions";

            assertThat(client.post(path, chat.request("steady", true))
                            .readAnswer(SOON)
                            .status())
                    .isEqualTo(200);
            assertThat(ledger.faults()).isEmpty();
            assertThat(client.post(path, chat.request("steady", false))
                            .readAnswer(SOON)
                            .status())
                    .isEqualTo(200);
            String altered = chat.request("steady", true).replace(chat.prompt(), chat.prompt() + "!");
            assertThat(client.post(path, altered).readAnswer(SOON).status()).isEqualTo(400);
        }

        assertThat(ledger.faults()).hasSize(2);
        assertThat(ledger.faults().get(0)).isEqualTo("chat 7 ran twice");
        assertThat(ledger.faults().get(1)).startsWith("a request came altered: ");
    }

    @Test
    void growth_is_the_slope_of_the_line_through_all_readings() {
        List<Slope.Reading> readings = List.of(reading(0, 100), reading(10, 140), reading(20, 120), reading(30, 160));

        assertThat(Slope.perSecond(readings)).isEqualTo(1.6, within(1e-9));
        assertThat(Slope.perSecond(readings.subList(0, 1))).isZero();
    }

    private static Slope.Reading reading(long seconds, double value) {
        return new Slope.Reading(Duration.ofSeconds(seconds).toNanos(), value);
    }

    private void askAll(Behaviour behaviour) throws IOException {
        askAll(ledger, behaviour);
    }

    private static void askAll(Ledger ledger, Behaviour behaviour) throws IOException {
        try (FaultBackend backend = FaultBackend.start(behaviour);
                SoakClient client = new SoakClient(backend.baseUrl(), List.of("steady"), ledger, 1)) {
            for (int seed = 1; seed <= CHATS; seed++) {
                client.ask(seed);
            }
        }
    }

    private static void askStreams(Ledger ledger, Behaviour onStream) throws IOException {
        Behaviour whole = changed(UnaryOperator.identity());
        askAll(ledger, x -> (x.request().asksToStream() ? onStream : whole).serve(x));
    }

    private static byte[] altered(byte[] bytes) {
        byte[] altered = bytes.clone();
        altered[bytes.length / 2] ^= 1;
        return altered;
    }

    private static Behaviour changed(UnaryOperator<byte[]> change) {
        return x -> {
            SeededChat chat = SeededChat.askedBy(x.request().bodyText()).orElseThrow();
            byte[] bytes = change.apply(chat.answer(x.request().asksToStream()));
            x.head(200, "Content-Type", "text/event-stream", "Transfer-Encoding", "chunked");
            x.chunk(bytes);
            x.lastChunk();
        };
    }
}
