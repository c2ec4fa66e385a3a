package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Explained.awaitWaiting;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.posts;
import static org.rolemesh.testing.Announced.role;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.Announced;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FakeNode;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;

/** {@code POST /v1/roles/ALIAS/explain}: who would be asked, who would not, and why. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExplainTest {
    private static final String PATH = "/v1/roles/planner/explain";
    private static final Announced FOUR_SLOTS = role("planner").with("slots", 4);

    @RegisterExtension
    final Invariants world = new Invariants();

    @Test
    void every_candidate_is_there_with_its_reason() {
        GatewayUnderTest gateway = discovering("round_robin");
        FakeNode.register(gateway.url(), "good", world.backend().baseUrl(), FOUR_SLOTS);
        FakeNode.register(gateway.url(), "leaving", world.backend().baseUrl(), FOUR_SLOTS)
                .drain();
        FakeNode.register(gateway.url(), "broken", world.backend().baseUrl(), FOUR_SLOTS.with("state", "failed"));
        FakeNode.register(gateway.url(), "other", world.backend().baseUrl(), role("writer"));

        Explained explained = Explained.of(gateway, "planner");

        assertThat(explained.json().path("alias").asText()).isEqualTo("planner");
        assertThat(explained.json().path("model").asText()).isEqualTo("planner");
        assertThat(explained.json().path("strategy").asText()).isEqualTo("round_robin");
        assertThat(explained.availability()).isEqualTo("usable");
        assertThat(explained.outcome()).isEqualTo("chosen");
        assertThat(explained.chosen()).isEqualTo("good");
        assertThat(explained.json().path("queue").path("length").asInt()).isEqualTo(64);
        assertThat(explained.waiting()).isZero();
        assertThat(explained.accepted()).containsExactly("good");
        assertThat(explained.rejected()).containsExactlyInAnyOrder("leaving", "broken");
        assertThat(explained.candidates())
                .allSatisfy(each -> assertThat(each.path("reason").asText()).isNotBlank());
        assertThat(explained.candidate("leaving").path("reason").asText()).contains("drain");
        JsonNode good = explained.candidate("good");
        assertThat(good.path("limit").asInt()).isEqualTo(4);
        assertThat(good.path("in_flight").asInt(-1)).isZero();
        assertThat(good.path("score").isNumber()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"round_robin", "least_busy", "prefix_affinity"})
    void the_chosen_one_is_the_one_that_the_next_request_goes_to(String strategy) throws Exception {
        GatewayUnderTest gateway = discovering(strategy);
        for (int n = 1; n <= 3; n++) {
            FakeNode.register(
                    gateway.url(), "box-" + n, world.backend().baseUrl(), FOUR_SLOTS.with("slots_busy", 3 - n));
        }

        for (int n = 0; n < 9; n++) {
            String chat = Conversation.begin("Plan.", "What of day " + n + "?").body("planner");
            Explained explained = Explained.of(gateway, "planner", chat);
            assertThat(Explained.of(gateway, "planner", chat).accepted())
                    .as("asking changes nothing")
                    .isEqualTo(explained.accepted());

            Answer answer = world.connect(gateway).post(Chats.PATH, chat).readAnswer(SOON);

            assertThat(answer.head().first("X-RoleMesh-Upstream")).contains(explained.chosen());
            assertThat(explained.accepted()).hasSize(3).first().isEqualTo(explained.chosen());
        }
    }

    @Test
    void nothing_is_sent_to_any_backend() {
        List<FaultBackend> backends = List.of(world.backend(), world.backend());
        GatewayUnderTest gateway = discovering("least_busy");
        backends.forEach(
                backend -> FakeNode.register(gateway.url(), "box-" + backend.port(), backend.baseUrl(), FOUR_SLOTS));

        for (int n = 0; n < 10; n++) {
            Explained.of(gateway, "planner", Chats.whole("planner"));
        }

        assertThat(backends).allSatisfy(backend -> assertThat(posts(backend)).isEmpty());
    }

    @Test
    void the_order_of_the_accepted_is_that_in_which_they_are_tried() throws Exception {
        GatewayUnderTest gateway = discovering("round_robin");
        for (int n = 1; n <= 3; n++) {
            FakeNode.register(
                    gateway.url(),
                    "box-" + n,
                    world.backend(Faults.tooMany429()).baseUrl(),
                    FOUR_SLOTS);
        }

        Explained explained = Explained.of(gateway, "planner");
        Answer answer =
                world.connect(gateway).post(Chats.PATH, Chats.whole("planner")).readAnswer(SOON);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.head().first("X-RoleMesh-Attempts")).contains("3");
        assertThat(answer.head().first("X-RoleMesh-Upstream"))
                .contains(explained.accepted().get(2));
    }

    @Test
    void a_request_that_would_wait_is_said_to_be_queued() throws Exception {
        Semaphore permits = new Semaphore(0);
        FaultBackend backend = world.backend(Answers.held(permits, Answers.chat()));
        GatewayUnderTest gateway = world.gateway(backend, "{}", "max_in_flight: 1\nqueue: {length: 7, timeout_s: 30}");
        RawHttp running = world.connect(gateway).post(Chats.PATH, Chats.whole("planner"));
        backend.awaitOpen(1, SOON);
        RawHttp waiting = world.connect(gateway).post(Chats.PATH, Chats.whole("planner"));
        awaitWaiting(gateway, "planner", 1);

        Explained explained = Explained.of(gateway, "planner");

        assertThat(explained.outcome()).isEqualTo("queued");
        assertThat(explained.availability()).isEqualTo("usable");
        assertThat(explained.json().path("chosen").isNull()).isTrue();
        assertThat(explained.json().path("queue").path("length").asInt()).isEqualTo(7);
        assertThat(explained.candidates()).singleElement().satisfies(only -> {
            assertThat(only.path("accepted").asBoolean()).isFalse();
            assertThat(only.path("in_flight").asInt()).isEqualTo(1);
            assertThat(only.path("limit").asInt()).isEqualTo(1);
        });
        permits.release(2);
        assertThat(running.readAnswer(SOON).status()).isEqualTo(200);
        assertThat(waiting.readAnswer(SOON).status()).isEqualTo(200);
    }

    @Test
    void a_role_that_nobody_announces_is_unavailable() {
        Explained explained = Explained.of(discovering("round_robin"), "planner");

        assertThat(explained.outcome()).isEqualTo("unavailable");
        assertThat(explained.availability()).isEqualTo("unusable");
        assertThat(explained.json().path("chosen").isNull()).isTrue();
        assertThat(explained.json().path("reason").asText()).isNotBlank();
        assertThat(explained.candidates()).isEmpty();
    }

    @Test
    void a_role_whose_only_node_loads_is_loading() {
        GatewayUnderTest gateway = discovering("round_robin");
        FakeNode.register(gateway.url(), "box-1", world.backend().baseUrl(), FOUR_SLOTS.with("state", "loading"));

        Explained explained = Explained.of(gateway, "planner");

        assertThat(explained.outcome()).isEqualTo("loading");
        assertThat(explained.availability()).isEqualTo("loading");
        assertThat(explained.json().path("chosen").isNull()).isTrue();
        assertThat(explained.rejected()).containsExactly("box-1");
        assertThat(explained.candidate("box-1").path("reason").asText()).contains("loading");
    }

    @Test
    void a_post_without_a_body_is_enough() throws Exception {
        GatewayUnderTest gateway = world.gateway(world.backend());

        Answer answer = world.connect(gateway)
                .send("POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .readAnswer(SOON);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"chosen\":\"planner\"");
    }

    @Test
    void an_unknown_role_and_a_broken_request_are_refused() throws Exception {
        GatewayUnderTest gateway = world.gateway(world.backend());

        assertError(post(gateway, "/v1/roles/nobody/explain", ""), 404, "model_not_found");
        assertError(post(gateway, PATH, "{"), 400, "invalid_json");
        assertThat(world.connect(gateway).get(PATH).readAnswer(SOON).status()).isEqualTo(405);
    }

    @Test
    void a_key_sees_its_own_roles_only() throws Exception {
        GatewayUnderTest gateway = world.gateway(
                """
                auth:
                  client_api_keys: [{name: bound, key: test-bound-key, roles: [writer]}]
                  node_api_keys: [test-node-key]
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                  writer: {type: proxy, proxy_url: "%s"}
                default_model: planner
                """.formatted(world.backend().baseUrl(), world.backend().baseUrl()));

        assertThat(post(gateway, PATH, "").status()).isEqualTo(401);
        assertThat(post(gateway, PATH, "", "X-Api-Key: test-node-key").status()).isEqualTo(401);
        assertThat(post(gateway, PATH, "", "X-Api-Key: test-bound-key").status())
                .isEqualTo(403);
        assertThat(post(gateway, "/v1/roles/writer/explain", "", "X-Api-Key: test-bound-key")
                        .status())
                .isEqualTo(200);
    }

    private GatewayUnderTest discovering(String strategy) {
        return world.gateway("""
                models:
                  planner: {type: discovered, strategy: %s}
                """.formatted(strategy));
    }

    private Answer post(GatewayUnderTest gateway, String path, String body, String... headers) throws Exception {
        return world.connect(gateway).post(path, body, headers).readAnswer(SOON);
    }

    private static void assertError(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }
}
