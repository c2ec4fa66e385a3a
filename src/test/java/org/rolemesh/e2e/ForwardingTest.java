package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.posts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.ReceivedRequest;

/** What of a client's request reaches a backend, and what is added to it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForwardingTest {
    private static final String EDITED = """
            defaults: {model: "dolphin3:latest", temperature: 0, max_tokens: 128}
            overrides: {cache_prompt: true}
            strip: [logit_bias]
            """;

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @RegisterExtension
    final Invariants world = new Invariants();

    @ParameterizedTest
    @ValueSource(ints = {1, 31})
    void a_large_prompt_reaches_the_backend_byte_for_byte(int mebibytes) throws Exception {
        FaultBackend backend = world.backend();
        GatewayUnderTest gateway = world.gateway(backend, "{}", "defaults: {model: \"dolphin3:latest\"}");
        String prompt = "caf\u00e9 \\n\\u00e9\ud83d\ude00".repeat(mebibytes * 1024 * 1024 / 18);
        String body = "{ \"model\" : \"planner\", \"messages\":[{\"role\":\"user\",\"content\":\"" + prompt
                + "\"}], \"n\": 1.0E0 }";

        Answer answer = world.connect(gateway).post(Chats.PATH, body).readAnswer(SOON);

        assertThat(answer.status()).isEqualTo(200);
        String sent = backend.lastRequest().bodyText();
        assertThat(sent.equals(body.replace("\"planner\"", "\"dolphin3:latest\"")))
                .isTrue();
    }

    @Test
    void defaults_fill_gaps_overrides_win_and_stripped_fields_are_gone() throws Exception {
        FaultBackend backend = world.backend();
        GatewayUnderTest gateway = world.gateway(backend, "{}", EDITED);
        String body = Chats.whole("planner")
                .replace("}]}", "}],\"temperature\":0.9,\"cache_prompt\":false,\"logit_bias\":{},\"custom\":[1]}");

        world.connect(gateway).post(Chats.PATH, body).readAnswer(SOON);

        JsonNode sent = new ObjectMapper().readTree(backend.lastRequest().body());
        assertThat(sent.path("model").asText()).isEqualTo("dolphin3:latest");
        assertThat(sent.path("temperature").asDouble()).isEqualTo(0.9);
        assertThat(sent.path("max_tokens").asInt()).isEqualTo(128);
        assertThat(sent.path("cache_prompt").asBoolean()).isTrue();
        assertThat(sent.has("logit_bias")).isFalse();
        assertThat(sent.path("custom").path(0).asInt()).isEqualTo(1);
    }

    @Test
    void a_request_without_a_model_goes_to_the_default_role() throws Exception {
        FaultBackend backend = world.backend();
        GatewayUnderTest gateway = world.gateway(backend);
        String body = Chats.whole("planner").replace("\"model\":\"planner\",", "");

        Answer answer = world.connect(gateway).post(Chats.PATH, body).readAnswer(SOON);

        assertThat(answer.head().first("X-RoleMesh-Alias")).contains("planner");
        assertThat(backend.lastRequest().field("model")).contains("planner");
    }

    @ParameterizedTest
    @CsvSource({"/v1/completions,prompt", "/v1/embeddings,input"})
    void the_other_endpoints_go_the_same_way(String path, String field) throws Exception {
        FaultBackend backend = world.backend();
        GatewayUnderTest gateway = world.gateway(backend, "{}", "defaults: {model: own}");
        String body = "{\"model\":\"planner\",\"" + field + "\":\"x\"}";

        Answer answer = world.connect(gateway).post(path, body).readAnswer(SOON);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(backend.lastRequest().path()).isEqualTo(path);
        assertThat(backend.lastRequest().bodyText()).isEqualTo(body.replace("planner", "own"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization: Bearer test-client-key", "X-Api-Key: test-client-key"})
    void a_backend_gets_its_own_key_and_never_the_clients(String credential) throws Exception {
        FaultBackend backend = world.backend();
        GatewayUnderTest gateway =
                world.gateway("""
                probe: {interval_s: 60}
                auth: {client_api_keys: [test-client-key]}
                models:
                  planner: {type: proxy, proxy_url: "%s", api_key_env: BACKEND_KEY}
                """.formatted(backend.baseUrl()), Map.of("BACKEND_KEY", "test-backend-key"));

        Answer answer = world.connect(gateway)
                .post(Chats.PATH, Chats.whole("planner"), credential, "Cookie: c=1", "OpenAI-Organization: acme")
                .readAnswer(SOON);

        assertThat(answer.status()).isEqualTo(200);
        ReceivedRequest sent = posts(backend).get(0);
        assertThat(sent.headers("Authorization")).containsExactly("Bearer test-backend-key");
        assertThat(sent.headers("X-Api-Key")).isEmpty();
        assertThat(sent.headers("Cookie")).isEmpty();
        assertThat(sent.headers("OpenAI-Organization")).isEmpty();
        assertThat(backend.requests()).noneMatch(request -> request.headText().contains("test-client-key"));
        assertThat(world.log().lines()).noneMatch(line -> line.contains("test-backend-key"));
    }

    @Test
    void a_backend_without_a_key_gets_none() throws Exception {
        FaultBackend backend = world.backend();
        GatewayUnderTest gateway = world.gateway(backend);

        world.connect(gateway)
                .post(Chats.PATH, Chats.whole("planner"), "Authorization: Bearer test-client-key")
                .readAnswer(SOON);

        assertThat(backend.lastRequest().headers("Authorization")).isEmpty();
    }

    @Test
    void a_usable_request_id_and_the_trace_are_handed_on() throws Exception {
        FaultBackend backend = world.backend();
        GatewayUnderTest gateway = world.gateway(backend);

        Answer answer = world.connect(gateway)
                .post(
                        Chats.PATH,
                        Chats.whole("planner"),
                        "x-request-id: a.b_c-1",
                        "traceparent: " + TRACE,
                        "tracestate: vendor=1")
                .readAnswer(SOON);

        assertThat(answer.head().all("X-Request-Id")).containsExactly("a.b_c-1");
        assertThat(backend.lastRequest().headers("X-Request-Id")).containsExactly("a.b_c-1");
        assertThat(backend.lastRequest().headers("traceparent")).singleElement().satisfies(sent -> assertThat(sent)
                .startsWith(TRACE.substring(0, 36))
                .endsWith(TRACE.substring(52))
                .hasSameSizeAs(TRACE)
                .isNotEqualTo(TRACE));
        assertThat(backend.lastRequest().headers("tracestate")).containsExactly("vendor=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "has space",
                "a\"b",
                "%0d%0a",
                "",
                "0123456789012345678901234567890123456789012345678901234567890"
                        + "12345678901234567890123456789012345678901234567890123456789012345678"
            })
    void any_other_request_id_is_replaced_everywhere(String offered) throws Exception {
        FaultBackend backend = world.backend();
        GatewayUnderTest gateway = world.gateway(backend);

        Answer answer = world.connect(gateway)
                .post(Chats.PATH, Chats.whole("planner"), "X-Request-Id: " + offered)
                .readAnswer(SOON);

        String made = answer.head().first("X-Request-Id").orElseThrow();
        assertThat(made).matches("[A-Za-z0-9._-]{1,128}").isNotEqualTo(offered);
        assertThat(backend.lastRequest().headers("X-Request-Id")).containsExactly(made);
        assertThat(world.log().accessLine(made)).contains(" status=200 ");
    }
}
