package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.testing.AgentUnderTest.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.AgentUnderTest;
import org.rolemesh.testing.Announced;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FakeNode;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.NeverAccepts;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.RawHttp.BodyEnd;
import org.rolemesh.testing.RawHttp.Piece;

/** What an operator asks of nodes by way of the gateway. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NodeOrdersTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ADMIN = "Authorization: Bearer test-admin-key";
    private static final String NODE = "Authorization: Bearer test-node-key";
    private static final Map<String, String> AGENT_KEY = Map.of("TEST_AGENT_KEY", "test-agent-key");
    private static final String LOGS = "/v1/nodes/box/slots/one/logs";
    private static final String CONFIG = """
            auth: {client_api_keys: [test-client-key], node_api_keys: [test-node-key], admin_api_keys: [test-admin-key]}
            default_model: planner
            nodes: {upstream_key_env: TEST_AGENT_KEY}
            models:
              planner: {type: discovered}
              fixed: {type: proxy, proxy_url: "http://127.0.0.1:9"}
            """;

    @TempDir
    private static Path folder;

    private static GatewayUnderTest gateway;
    private static AgentUnderTest agent;

    @BeforeAll
    static void start() {
        gateway = GatewayUnderTest.start(CONFIG, AGENT_KEY);
        agent = AgentUnderTest.start(folder, """
                auth: {api_keys: [test-agent-key]}
                gateways: [{url: "%s", api_key: test-node-key}]
                slots: {one: {device: cpu}}
                roles:
                  planner: {model: planner.gguf, slots: [one]}
                  team/coder: {model: coder.gguf, slots: [one]}
                """.formatted(gateway.url()));
        awaitState("planner", "unloaded");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        agent.close();
    }

    @Test
    void a_role_is_loaded_and_unloaded_by_the_agent_that_has_it() throws Exception {
        order("/v1/roles/planner/unload");
        awaitState("planner", "unloaded");

        Answer loading = order("/v1/roles/planner/load");

        assertThat(loading.status()).isEqualTo(202);
        assertThat(json(loading).path("alias").asText()).isEqualTo("planner");
        assertThat(json(loading).path("role").asText()).isEqualTo("planner");
        assertThat(json(loading).path("nodes")).hasSize(1);
        assertThat(json(loading).at("/nodes/0/node_id").asText()).isEqualTo("box");
        assertThat(json(loading).at("/nodes/0/status").asInt()).isEqualTo(202);
        // What was there before may still have to end.
        assertThat(json(loading).at("/nodes/0/state").asText()).isIn("loading", "unloaded");
        awaitState("planner", "ready");
        assertThat(order("/v1/roles/planner/load?node=box").status()).isEqualTo(200);
        assertThat(slot().path("process").path("pid").asLong()).isPositive();
        assertThat(slot().path("process").path("model").asText()).isEqualTo("planner.gguf");

        Answer unloading = order("/v1/roles/planner/unload");

        assertThat(unloading.status()).isEqualTo(202);
        assertThat(json(unloading).at("/nodes/0/state").asText()).isEqualTo("unloading");
        awaitState("planner", "unloaded");
        Awaitility.await("its process has ended")
                .atMost(SOON)
                .until(() -> order("/v1/roles/planner/unload").status() == 200);
    }

    @Test
    void a_role_may_have_a_slash_in_its_name() throws Exception {
        assertThat(json(order("/v1/roles/team%2Fcoder/load")).path("role").asText())
                .isEqualTo("team/coder");
        assertThat(order("/v1/roles/team%2Fcoder/unload").status()).isIn(200, 202);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/roles/nobody/load, 404, model_not_found",
        "/v1/roles/planner/load?node=nowhere, 404, node_unknown",
        "/v1/roles/planner/unload?node=nowhere, 404, node_unknown",
        "/v1/roles/fixed/load, 409, role_without_agent",
        "/v1/roles/fixed/unload?node=box, 409, role_without_agent"
    })
    void what_cannot_be_asked_of_anybody_is_refused(String path, int status, String code) throws Exception {
        Answer refused = order(path);

        assertThat(refused.status()).isEqualTo(status);
        assertThat(AgentUnderTest.code(refused)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/roles/planner/load", "/v1/roles/planner/unload"})
    void only_an_admin_orders(String path) throws Exception {
        assertThat(post(path).status()).isEqualTo(401);
        assertThat(post(path, "Authorization: Bearer test-client-key").status()).isEqualTo(401);
        assertThat(get(LOGS).status()).isEqualTo(401);
    }

    @Test
    void an_agent_that_refuses_does_so_in_its_own_words() throws Exception {
        try (FaultBackend full = FaultBackend.start(
                Answers.json(
                        503,
                        "{\"error\":{\"message\":\"cuda:0 has 3 MiB free\",\"type\":\"service_unavailable_error\",\"param\":null,\"code\":\"role_unavailable\"}}"))) {
            register("full-box", full.baseUrl(), "big");

            Answer refused = order("/v1/roles/big/load");

            assertThat(refused.status()).isEqualTo(503);
            assertThat(json(refused).at("/error/message").asText()).isEqualTo("Node 'full-box': cuda:0 has 3 MiB free");
            assertThat(json(refused).at("/nodes/0/status").asInt()).isEqualTo(503);
            assertThat(refused.head().first("Retry-After")).isPresent();
        }
    }

    @Test
    void an_agent_that_wants_another_key_is_told_of_with_the_remedy() throws Exception {
        try (FaultBackend locked = FaultBackend.start(Answers.json(401, "{\"error\":{\"message\":\"no\"}}"))) {
            register("locked-box", locked.baseUrl(), "locked");

            Answer refused = order("/v1/roles/locked/load?node=locked-box");

            assertThat(refused.status()).isEqualTo(502);
            assertThat(json(refused).at("/error/message").asText()).contains("upstream_key_env", "locked-box");
        }
    }

    @Test
    void one_host_that_cannot_be_reached_makes_an_error_of_all_and_the_others_are_asked() throws Exception {
        try (NeverAccepts dead = NeverAccepts.start();
                FaultBackend cut = FaultBackend.start(Faults.resetBeforeHeaders());
                FaultBackend well = FaultBackend.start(Answers.json(200, "{\"state\":\"unloaded\"}"))) {
            register("a-well-box", well.baseUrl(), "spread");
            register("b-cut-box", cut.baseUrl(), "spread");
            register("c-dead-box", dead.baseUrl(), "spread");

            Answer answer = order("/v1/roles/spread/unload");

            assertThat(answer.status()).isEqualTo(502);
            assertThat(AgentUnderTest.code(answer)).isEqualTo("agent_unreachable");
            assertThat(json(answer).at("/nodes/0")).isEqualTo(jsonOf("""
                    {"node_id":"a-well-box","status":200,"state":"unloaded"}"""));
            assertThat(json(answer).at("/nodes/1/error/message").asText()).contains("connection closed");
            assertThat(json(answer).at("/nodes/2/error/message").asText()).contains("no connection");
        }
    }

    @Test
    void a_log_is_read_from_here() throws Exception {
        order("/v1/roles/planner/load");
        awaitState("planner", "ready");

        Answer log = get(LOGS + "?lines=2", ADMIN);

        assertThat(log.status()).isEqualTo(200);
        assertThat(log.head().first("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(log.body().lines()).hasSize(2);
        assertThat(log.body()).contains("listening on");
        assertThat(AgentUnderTest.code(get(LOGS + "?lines=many", ADMIN))).isEqualTo("invalid_value");
        assertThat(AgentUnderTest.code(get("/v1/nodes/box/slots/two/logs", ADMIN)))
                .isEqualTo("not_at_agent");
        assertThat(AgentUnderTest.code(get("/v1/nodes/box/slots/..%2Fone/logs", ADMIN)))
                .isEqualTo("not_found");
        assertThat(AgentUnderTest.code(get("/v1/nodes/nowhere/slots/one/logs", ADMIN)))
                .isEqualTo("node_unknown");
    }

    @Test
    void a_log_is_followed_line_by_line_and_left_at_the_agent_too() throws Exception {
        int before = agent.inFlight();
        try (RawHttp follower = RawHttp.connect(gateway.url())) {
            assertThat(follower.get(LOGS + "?lines=0&follow=1", ADMIN)
                            .readHead(SOON)
                            .status())
                    .isEqualTo(200);
            order("/v1/roles/planner/unload");
            awaitState("planner", "unloaded");
            order("/v1/roles/planner/load");

            assertThat(awaitLine(follower, "loading model")).isTrue();
            assertThat(follower.end()).isEqualTo(BodyEnd.OPEN);
        }
        Awaitility.await("left").atMost(SOON).until(() -> agent.inFlight() == before && gateway.inFlight() == 0);
    }

    @Test
    void a_log_is_cut_where_its_node_is_given_up_and_ended_where_the_gateway_stops() throws Exception {
        try (GatewayUnderTest stopping =
                        GatewayUnderTest.start("nodes: {upstream_key_env: TEST_AGENT_KEY}\n", AGENT_KEY);
                RawHttp cut = RawHttp.connect(stopping.url());
                RawHttp ended = RawHttp.connect(stopping.url());
                RawHttp control = RawHttp.connect(stopping.url())) {
            FakeNode.register(stopping.url(), "box", agent.url(), Announced.role("planner"));
            FakeNode.register(stopping.url(), "gone", agent.url(), Announced.role("planner"));
            cut.get("/v1/nodes/gone/slots/one/logs?follow=1").readHead(SOON);
            ended.get(LOGS + "?lines=0&follow=1").readHead(SOON);

            control.send("DELETE /v1/nodes/gone HTTP/1.1\r\nHost: x\r\n\r\n").readAnswer(SOON);

            assertThat(awaitLine(cut, "never printed")).isFalse();
            assertThat(cut.end()).isEqualTo(BodyEnd.CLOSED);

            stopping.drain();

            assertThat(ended.nextPiece(SOON)).isEmpty();
            assertThat(ended.end()).isEqualTo(BodyEnd.CLEAN);
        }
    }

    private static boolean awaitLine(RawHttp follower, String part) throws Exception {
        for (Optional<Piece> piece = follower.nextPiece(SOON); piece.isPresent(); piece = follower.nextPiece(SOON)) {
            if (piece.get().latin1().contains(part)) {
                return true;
            }
        }
        return false;
    }

    private static void register(String id, URI url, String role) throws Exception {
        try (RawHttp http = RawHttp.connect(gateway.url())) {
            Answer answer = http.post("/v1/nodes/register", FakeNode.registration(id, url, Announced.role(role)), NODE)
                    .readAnswer(SOON);
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    private static Answer order(String path) throws Exception {
        return post(path, ADMIN);
    }

    private static Answer post(String path, String... headers) throws Exception {
        try (RawHttp http = RawHttp.connect(gateway.url())) {
            return http.post(path, "", headers).readAnswer(SOON);
        }
    }

    private static Answer get(String path, String... headers) throws Exception {
        try (RawHttp http = RawHttp.connect(gateway.url())) {
            return http.get(path, headers).readAnswer(SOON);
        }
    }

    private static JsonNode box() throws Exception {
        for (JsonNode node : json(get("/v1/nodes", ADMIN)).path("nodes")) {
            if (node.path("node_id").asText().equals("box")) {
                return node;
            }
        }
        return jsonOf("{}");
    }

    private static JsonNode slot() throws Exception {
        return box().at("/inventory/slots/0");
    }

    private static void awaitState(String role, String state) {
        Awaitility.await(role + " " + state)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    for (JsonNode each : box().path("roles")) {
                        if (each.path("role").asText().equals(role)) {
                            return each.path("state").asText().equals(state);
                        }
                    }
                    return false;
                });
    }

    private static JsonNode jsonOf(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }
}
