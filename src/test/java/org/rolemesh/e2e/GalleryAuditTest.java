package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rolemesh.e2e.Invariants.SOON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.Ending;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.Streams;

/** The example that keeps account: a line for each request, and nothing in it of what was asked. */
class GalleryAuditTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEYS = "auth: {client_api_keys: [{name: laptop, key: test-laptop-key}]}";
    private static final String KEY = "X-Api-Key: test-laptop-key";
    private static final String USAGE = ",\"stream_options\":{\"include_usage\":true}}";

    @RegisterExtension
    static final Invariants invariants = new Invariants();

    @TempDir
    private static Path folder;

    @TempDir
    private static Path routes;

    private static FaultBackend planner;
    private static GatewayUnderTest gateway;

    @BeforeAll
    static void start() throws IOException {
        planner = invariants.backend();
        Gallery.edited("audit", routes, text -> text.replace("uri: file:audit\n", "uri: file:" + folder + "\n"));
        gateway = invariants.gateway(Gallery.config(planner, planner, KEYS), routes);
    }

    @BeforeEach
    void heal() {
        planner.behave(Answers.chat());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_line_says_who_asked_for_what_and_what_came_of_it(boolean stream) throws Exception {
        String id = "said-" + stream;
        ask(id, Chats.of("planner", stream).replaceFirst("}$", stream ? USAGE : "}"));

        JsonNode line = lines(1, id).get(0);
        assertThat(Instant.parse(line.path("time").asText()))
                .isBetween(Instant.now().minusSeconds(30), Instant.now().plusSeconds(1));
        assertThat(line.path("request_id").asText()).isEqualTo(id);
        assertThat(line.path("key").asText()).isEqualTo("laptop");
        assertThat(line.path("alias").asText()).isEqualTo("planner");
        assertThat(line.path("api").asText()).isEqualTo("chat");
        assertThat(line.path("stream").isBoolean()).isTrue();
        assertThat(line.path("stream").asBoolean()).isEqualTo(stream);
        assertThat(line.path("upstream").asText()).isEqualTo("planner");
        assertThat(line.path("attempts").asInt()).isEqualTo(1);
        assertThat(line.path("answered").asBoolean()).isTrue();
        assertThat(line.path("failure").asText()).isEmpty();
        assertThat(line.path("input_tokens").asInt()).isPositive();
        assertThat(line.path("output_tokens").asInt()).isPositive();
        assertThat(line.path("output_tokens").isInt()).isTrue();
    }

    @Test
    void a_line_says_what_went_wrong() throws Exception {
        planner.behave(Answers.inTurn(
                Answers.json(400, "{\"error\":{\"message\":\"no such tool\"}}"),
                Streams.diesAfter(2, Ending.RESET),
                Answers.chat()));
        // A line is made after its client has been told: only who waits for it knows which comes first.
        ask("wrong-refused", Chats.whole("planner"));
        lines(1, "wrong-");
        ask("wrong-broken", Chats.stream("planner"));
        lines(2, "wrong-");
        ask("wrong-untold", Chats.stream("planner"));

        List<JsonNode> lines = lines(3, "wrong-");
        assertThat(lines)
                .extracting(line -> line.path("request_id").asText())
                .containsExactly("wrong-refused", "wrong-broken", "wrong-untold");
        assertThat(lines)
                .extracting(line -> line.path("failure").asText())
                .containsExactly("upstream_400", "upstream_closed", "");
        assertThat(lines).extracting(line -> line.path("answered").asBoolean()).containsExactly(false, true, true);
        assertThat(lines).allMatch(line -> line.path("upstream").asText().equals("planner"));
        assertThat(lines.get(0).path("input_tokens").isNull()).isTrue();
        assertThat(lines.get(2).path("output_tokens").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_client_that_leaves_has_a_line_too(boolean begun) throws Exception {
        planner.behave(begun ? Streams.hangsAfter(1) : x -> x.awaitClientGone());
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            client.post(Chats.PATH, Chats.stream("planner"), KEY, "X-Request-Id: left-" + begun);
            planner.awaitOpen(1, SOON);
            if (begun) {
                client.readHead(SOON);
                client.nextEvent(SOON);
            }
            client.reset();
        }

        JsonNode line = lines(1, "left-" + begun).get(0);
        assertThat(line.path("failure").asText()).isEqualTo("client_left");
        assertThat(line.path("answered").asBoolean()).isEqualTo(begun);
    }

    @Test
    void as_many_requests_as_there_were_have_a_line() throws Exception {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            for (int i = 0; i < 300; i++) {
                assertThat(client.post(Chats.PATH, Chats.of("planner", i % 2 == 0), KEY, "X-Request-Id: many-" + i)
                                .readAnswer(SOON)
                                .status())
                        .isEqualTo(200);
            }
        }

        assertThat(lines(300, "many-"))
                .extracting(line -> line.path("request_id").asText())
                .doesNotHaveDuplicates();
    }

    private void ask(String id, String chat) throws IOException {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            client.post(Chats.PATH, chat, KEY, "X-Request-Id: " + id).readAnswer(SOON);
        }
    }

    /** So many lines of requests whose id begins so, once they are there; none has anything of a prompt or an answer. */
    private static List<JsonNode> lines(int count, String prefix) throws IOException {
        await().atMost(SOON).until(() -> text(prefix).size() >= count);
        List<JsonNode> lines = new ArrayList<>();
        for (String line : text(prefix)) {
            assertThat(line).doesNotContain(Chats.PROMPT, "#0 ", "test-laptop-key");
            lines.add(JSON.readTree(line));
        }
        assertThat(lines).hasSize(count);
        return lines;
    }

    private static List<String> text(String prefix) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : Gallery.list(folder)) {
            lines.addAll(Files.readAllLines(file));
        }
        lines.removeIf(line -> !line.contains("\"request_id\":\"" + prefix));
        return lines;
    }
}
