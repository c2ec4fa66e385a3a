package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Isolated;
import org.rolemesh.testing.Figures;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.LlamaServer;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RequiresLlamaServer;

/** Two real llama-servers behind one gateway. */
@RequiresLlamaServer
@Isolated
class LlamaServerEndToEndTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String CHAT = "/v1/chat/completions";
    private static final int DEFAULT_MAX_TOKENS = 17;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static LlamaServer planner;
    private static LlamaServer writer;

    private GatewayUnderTest gateway;

    @BeforeAll
    static void start_servers() {
        planner = LlamaServer.start("planner", "tiny-planner.gguf", 2);
        writer = LlamaServer.start("writer", "tiny-writer.gguf", 2);
    }

    @AfterAll
    static void stop_servers() {
        for (LlamaServer server : new LlamaServer[] {planner, writer}) {
            if (server != null) {
                server.close();
            }
        }
    }

    @BeforeEach
    void start_gateway() {
        gateway = GatewayUnderTest.start("""
                default_model: planner
                probe: {interval_s: 0.25, timeout_s: 0.5}
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                  writer:
                    type: proxy
                    proxy_url: "%s"
                    defaults: {max_tokens: %d, temperature: 0, ignore_eos: true}
                """.formatted(planner.baseUrl(), writer.baseUrl(), DEFAULT_MAX_TOKENS));
        gateway.awaitListed("planner", true);
        gateway.awaitListed("writer", true);
    }

    @AfterEach
    void close_gateway() {
        gateway.close();
    }

    @Test
    void each_role_is_answered_by_its_own_model() throws IOException {
        for (String role : List.of("planner", "writer")) {
            RawHttp.Answer answer = chat(role, "\"max_tokens\":4");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.head().first("X-RoleMesh-Alias")).contains(role);
            assertThat(JSON.readTree(answer.body()).path("model").asText()).isEqualTo(role);
            assertThat(JSON.readTree(answer.body()).has("timings")).isTrue();
        }
    }

    @Test
    void a_stream_ends_with_its_usage_and_done() throws IOException {
        List<String> events = new ArrayList<>();
        try (RawHttp client = RawHttp.connect(gateway.url())
                .post(
                        CHAT,
                        body(
                                "writer",
                                "\"stream\":true,\"max_tokens\":12,\"stream_options\":{\"include_usage\":true}"))) {
            assertThat(client.readHead(SOON).first("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            for (Optional<RawHttp.Event> event = client.nextEvent(SOON);
                    event.isPresent();
                    event = client.nextEvent(SOON)) {
                events.add(event.get().data());
            }
            assertThat(client.end()).isEqualTo(RawHttp.BodyEnd.CLEAN);
        }

        assertThat(events).hasSizeGreaterThan(12).last().isEqualTo("[DONE]");
        JsonNode usage = JSON.readTree(events.get(events.size() - 2));
        assertThat(usage.path("choices")).isEmpty();
        assertThat(usage.path("usage").path("completion_tokens").asInt()).isEqualTo(12);
    }

    @Test
    void no_request_is_lost_on_a_connection_that_has_had_a_stream() throws IOException {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            for (int i = 0; i < 20; i++) {
                String more = "\"max_tokens\":4,\"stream\":" + (i % 2 == 0);

                RawHttp.Answer answer = client.post(CHAT, body("planner", more)).readAnswer(SOON);

                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            }
        }
    }

    @Test
    void the_defaults_are_in_effect_where_the_request_does_not_say() throws IOException {
        JsonNode first = JSON.readTree(chat("writer", "\"seed\":1").body());
        JsonNode second = JSON.readTree(chat("writer", "\"seed\":2").body());

        assertThat(first.path("usage").path("completion_tokens").asInt()).isEqualTo(DEFAULT_MAX_TOKENS);
        assertThat(first.path("choices").get(0).path("finish_reason").asText()).isEqualTo("length");
        assertThat(text(first)).as("temperature 0 leaves nothing to the seed").isEqualTo(text(second));
    }

    @Test
    void what_the_request_says_goes_before_the_defaults() throws IOException {
        JsonNode first = JSON.readTree(chat("writer", "\"seed\":1,\"temperature\":1.5,\"max_tokens\":30")
                .body());
        JsonNode second = JSON.readTree(chat("writer", "\"seed\":2,\"temperature\":1.5,\"max_tokens\":30")
                .body());

        assertThat(first.path("usage").path("completion_tokens").asInt()).isEqualTo(30);
        assertThat(text(first)).isNotEqualTo(text(second));
    }

    @Test
    void an_unknown_role_is_404() throws IOException {
        RawHttp.Answer answer = chat("nobody", "\"max_tokens\":4");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(JSON.readTree(answer.body()).path("error").path("code").asText())
                .isEqualTo("model_not_found");
    }

    @Test
    void a_context_overflow_passes_as_the_server_said_it() throws IOException {
        String request = "{\"model\":\"planner\",\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\""
                + "word ".repeat(3000) + "\"}]}";

        RawHttp.Answer direct = post(planner.baseUrl(), request);
        RawHttp.Answer through = post(gateway.url(), request);

        assertThat(through.status()).isEqualTo(400);
        assertThat(through.body())
                .contains("exceed_context_size_error", "n_prompt_tokens", "n_ctx")
                .isEqualTo(direct.body());
    }

    @Test
    void a_stopped_server_leaves_the_list_and_comes_back() throws IOException {
        assertThat(get("/ready").status()).isEqualTo(200);
        planner.stop();
        try {
            gateway.awaitListed("planner", false);

            RawHttp.Answer ready = get("/ready");
            RawHttp.Answer refused = chat("planner", "\"max_tokens\":4");

            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.body()).contains("\"status\":\"not_ready\"", "\"reason\":");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body()).contains("role_unavailable");
            assertThat(chat("writer", "\"max_tokens\":4").status()).isEqualTo(200);
        } finally {
            planner.restart();
        }
        gateway.awaitListed("planner", true);
        assertThat(get("/ready").status()).isEqualTo(200);
        assertThat(chat("planner", "\"max_tokens\":4").status()).isEqualTo(200);
    }

    @Test
    void a_killed_client_frees_its_slot_within_a_second(TestReporter reporter) throws IOException {
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            millis.add(millisUntilFreed());
        }

        Figures.show(reporter, "slot free after its client was killed", millis + " ms");
        assertThat(millis).allMatch(each -> each <= 1_000);
    }

    private long millisUntilFreed() throws IOException {
        try (RawHttp client = RawHttp.connect(gateway.url()).post(CHAT, planner.endlessStream())) {
            assertThat(client.readHead(SOON).status()).isEqualTo(200);
            for (int i = 0; i < 20; i++) {
                assertThat(client.nextEvent(SOON)).isPresent();
            }
            assertThat(planner.busySlots()).isEqualTo(1);
            long killed = System.nanoTime();
            client.reset();
            Awaitility.await()
                    .atMost(SOON)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> planner.busySlots() == 0);
            return (System.nanoTime() - killed) / 1_000_000;
        }
    }

    private RawHttp.Answer chat(String role, String more) throws IOException {
        return post(gateway.url(), body(role, more));
    }

    private static String body(String role, String more) {
        return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me of the sea.\"}],%s}"
                .formatted(role, more);
    }

    private static RawHttp.Answer post(URI url, String json) throws IOException {
        try (RawHttp client = RawHttp.connect(url)) {
            return client.post(CHAT, json).readAnswer(SOON);
        }
    }

    private RawHttp.Answer get(String path) throws IOException {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            return client.get(path).readAnswer(SOON);
        }
    }

    private static String text(JsonNode answer) {
        return answer.path("choices").get(0).path("message").path("content").asText();
    }
}
