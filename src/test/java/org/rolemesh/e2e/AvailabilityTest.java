package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.awaitInFlight;
import static org.rolemesh.e2e.Invariants.posts;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;

/** A role is listed, ready and usable while it can answer, and not one of the three while it cannot. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AvailabilityTest {
    @RegisterExtension
    final Invariants world = new Invariants();

    @Test
    void a_role_goes_with_its_backend_and_comes_back_with_it() throws Exception {
        FaultBackend backend = world.backend();
        GatewayUnderTest gateway = twoRoles(backend, world.backend());
        gateway.awaitListed("planner", true);
        assertThat(get(gateway, "/ready").status()).isEqualTo(200);

        backend.stop();
        gateway.awaitListed("planner", false);

        Answer ready = get(gateway, "/ready");
        assertThat(ready.status()).isEqualTo(503);
        // A probe that was under way when it stopped has seen a connection break off.
        assertThat(ready.body())
                .contains("\"status\":\"not_ready\"")
                .containsPattern("planner: (connection refused|its connection broke off)");
        assertThat(get(gateway, "/v1/models").body())
                .contains(
                        "\"unavailable_models\":[{\"id\":\"planner\",\"reason\":\"",
                        "\"since\":\"",
                        "\"retry_after_s\":");
        assertThat(get(gateway, "/v1/models/writer").status()).isEqualTo(200);
        Answer refused = chat(gateway, "planner");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).contains("\"code\":\"role_unavailable\"");
        assertRetryAfter(refused);
        assertThat(chat(gateway, "nobody").status()).isEqualTo(404);
        assertThat(chat(gateway, "writer").status()).isEqualTo(200);

        backend.restart();
        gateway.awaitListed("planner", true);
        assertThat(get(gateway, "/ready").status()).isEqualTo(200);
        assertThat(chat(gateway, "planner").status()).isEqualTo(200);
    }

    @Test
    void ready_gives_each_role_that_is_asked_for_its_own_verdict() throws Exception {
        FaultBackend writer = world.backend();
        GatewayUnderTest gateway = twoRoles(world.backend(), writer);
        gateway.awaitListed("writer", true);
        assertThat(get(gateway, "/ready?roles=planner,writer").status()).isEqualTo(200);

        writer.stop();
        gateway.awaitListed("writer", false);

        assertThat(get(gateway, "/ready").status()).isEqualTo(200);
        assertThat(get(gateway, "/ready?roles=planner").status()).isEqualTo(200);
        Answer both = get(gateway, "/ready?roles=planner,writer,nobody");
        assertThat(both.status()).isEqualTo(503);
        assertThat(both.body())
                .contains("\"planner\":{\"ready\":true}")
                .contains("\"writer\":{\"ready\":false,\"reason\":\"")
                .contains("\"nobody\":{\"ready\":false,\"reason\":\"there is no such role\"}");
    }

    @Test
    void a_backend_must_list_its_model_where_that_is_asked_for() throws Exception {
        FaultBackend backend = world.backend().models("llama3:8b");
        GatewayUnderTest gateway = oneRole(backend, "probe: model_listed\ndefaults: {model: dolphin3}");

        assertThat(get(gateway, "/v1/models").body()).contains("the model dolphin3 is not in its list");
        backend.models("llama3:8b", "dolphin3:latest");
        gateway.awaitListed("planner", true);
        backend.models("llama3:8b");
        gateway.awaitListed("planner", false);
    }

    @Test
    void a_backend_like_ollama_without_health_and_with_an_empty_list_is_usable() throws Exception {
        FaultBackend backend = world.backend()
                .on("/health", Faults.status(404))
                .on("/v1/models", Answers.json(200, "{\"object\":\"list\",\"data\":null}"));
        GatewayUnderTest gateway = oneRole(backend, "");

        gateway.awaitListed("planner", true);
        assertThat(chat(gateway, "planner").status()).isEqualTo(200);
    }

    @Test
    void a_backend_that_hangs_is_not_usable() throws Exception {
        FaultBackend backend = world.backend().on("/v1/models", Faults.silentBeforeHeaders());
        GatewayUnderTest gateway = oneRole(backend, "");

        Awaitility.await()
                .atMost(SOON)
                .until(() -> get(gateway, "/v1/models").body(), body -> body.contains("no answer in time"));
        backend.models("fake");
    }

    @Test
    void a_loading_model_is_not_listed_but_says_so() throws Exception {
        GatewayUnderTest gateway = oneRole(world.backend().on("/health", Faults.loading503()), "");

        assertThat(get(gateway, "/v1/models").body())
                .contains("\"data\":[]", "\"id\":\"planner\",\"reason\":\"the model is loading\"");
        assertThat(get(gateway, "/ready").status()).isEqualTo(503);
    }

    @Test
    void a_probe_asks_a_loading_backend_once() {
        FaultBackend backend = world.backend().on("/health", Faults.loading503());

        world.gateway(backend);

        assertThat(backend.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_request_is_held_while_the_model_loads_and_then_served(boolean stream) throws Exception {
        FaultBackend backend = world.backend().on("/health", Faults.loading503());
        GatewayUnderTest gateway = oneRole(backend, "");
        RawHttp client = world.connect(gateway).post(Chats.PATH, Chats.of("planner", stream));
        awaitInFlight(gateway, 1);
        assertThat(posts(backend)).isEmpty();

        backend.on("/health", Faults.status(200));

        Answer answer = client.readAnswer(SOON);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).endsWith(stream ? "data: [DONE]\n\n" : "}}");
        assertThat(posts(backend)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_model_that_loads_for_too_long_is_a_503_to_come_back_to(boolean stream) throws Exception {
        FaultBackend backend = world.backend().on("/health", Faults.loading503());
        GatewayUnderTest gateway = oneRole(backend, "load_timeout_s: 0.5");

        Answer answer = world.connect(gateway)
                .post(Chats.PATH, Chats.of("planner", stream))
                .readAnswer(SOON);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("\"code\":\"model_loading\"");
        assertRetryAfter(answer);
        assertThat(posts(backend)).isEmpty();
    }

    private GatewayUnderTest oneRole(FaultBackend backend, String aliasLines) {
        return world.gateway("""
                probe: {interval_s: 0.1, timeout_s: 0.3}
                models:
                  planner:
                    type: proxy
                    proxy_url: "%s"
                %s""".formatted(backend.baseUrl(), aliasLines.indent(4)));
    }

    private GatewayUnderTest twoRoles(FaultBackend planner, FaultBackend writer) {
        return world.gateway("""
                default_model: planner
                probe: {interval_s: 0.1, timeout_s: 0.5}
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                  writer: {type: proxy, proxy_url: "%s"}
                """.formatted(planner.baseUrl(), writer.baseUrl()));
    }

    private Answer get(GatewayUnderTest gateway, String path) throws Exception {
        return world.connect(gateway).get(path).readAnswer(SOON);
    }

    private Answer chat(GatewayUnderTest gateway, String model) throws Exception {
        return world.connect(gateway).post(Chats.PATH, Chats.whole(model)).readAnswer(SOON);
    }

    private static void assertRetryAfter(Answer answer) {
        long seconds = answer.head().first("Retry-After").map(Long::parseLong).orElseThrow();
        assertThat(Duration.ofSeconds(seconds)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
    }
}
