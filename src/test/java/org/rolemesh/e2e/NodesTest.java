package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.awaitInFlight;
import static org.rolemesh.e2e.Invariants.posts;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;

/** Hosts register, beat, fall silent, come back, are drained and removed; their roles are usable just as long. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NodesTest {
    private static final String BOX = "gpu-box-1";
    private static final String CURLS_OWN_TYPE = "Content-Type: application/x-www-form-urlencoded\r\n";
    private static final String FROM_A_PAGE = "Origin: http://somewhere.example\r\n";

    @RegisterExtension
    final Invariants world = new Invariants();

    @Test
    void a_post_of_three_fields_makes_a_role_usable() throws Exception {
        FaultBackend box = world.backend();
        GatewayUnderTest gateway = world.gateway("");
        assertThat(chat(gateway, "planner").status()).isEqualTo(404);

        Answer registered = register(gateway, BOX, box.baseUrl(), "\"planner\"");

        assertThat(registered.status()).isEqualTo(200);
        assertThat(registered.body())
                .isEqualTo("{\"status\":\"ok\",\"node_id\":\"gpu-box-1\",\"stale_after_s\":30,"
                        + "\"heartbeat_interval_s\":10}");
        Answer answer = chat(gateway, "planner");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head().first("X-RoleMesh-Upstream")).contains(BOX);
        assertThat(posts(box)).hasSize(1);
        assertThat(heartbeat(gateway, BOX).body()).isEqualTo(registered.body());
    }

    @Test
    void the_list_shows_what_nodes_have_told() throws Exception {
        GatewayUnderTest gateway = world.gateway("");
        register(gateway, BOX, URI.create("http://10.0.0.5:8091"), """
                {"role":"coder","model":"qwen2.5-coder-7b","state":"loading","n_ctx":32768,"slots":4,"progress":0.5},\
                "planner"], "inventory": {"gpus":[{"index":0}]}, "ignored": [""");

        assertThat(nodes(gateway))
                .contains("\"node_id\":\"gpu-box-1\",\"base_url\":\"http://10.0.0.5:8091\",\"status\":\"live\"")
                .contains("\"draining\":false")
                .contains("{\"role\":\"coder\",\"model\":\"qwen2.5-coder-7b\",\"state\":\"loading\",\"slots\":4,"
                        + "\"n_ctx\":32768,\"progress\":0.5,\"in_flight\":0}")
                .contains("{\"role\":\"planner\",\"state\":\"ready\",\"in_flight\":0}")
                .contains("\"inventory\":{\"gpus\":[{\"index\":0}]}")
                .doesNotContain("\"reason\"", "ignored");
    }

    @Test
    void N1_N2_a_silent_node_goes_and_is_back_with_its_first_beat_while_its_stream_runs_on() throws Exception {
        Semaphore permits = new Semaphore(0);
        FaultBackend box = world.backend(Answers.held(permits, Answers.chat()));
        GatewayUnderTest gateway = world.gateway("nodes: {stale_after_s: 1.5}");
        assertThat(register(gateway, BOX, box.baseUrl(), "\"planner\"").body())
                .contains("\"stale_after_s\":1.5,\"heartbeat_interval_s\":0.5");
        RawHttp running = world.connect(gateway).post(Chats.PATH, Chats.stream("planner"));
        box.awaitRequests(1, SOON);

        awaitStatus(gateway, "stale");

        Answer refused = chat(gateway, "planner");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).contains("\"code\":\"role_unavailable\"", "stale");
        assertThat(get(gateway, "/v1/models").body())
                .contains("\"data\":[]", "\"unavailable_models\":[{\"id\":\"planner\",\"reason\":\"");

        assertThat(heartbeat(gateway, BOX).status()).isEqualTo(200);
        assertThat(get(gateway, "/v1/models").body()).contains("\"id\":\"planner\",\"object\"");
        permits.release();
        assertThat(running.readAnswer(SOON).body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void a_beat_that_is_not_known_is_a_404_that_says_to_register() throws Exception {
        GatewayUnderTest gateway = world.gateway("");

        assertError(heartbeat(gateway, BOX), 404, "node_unknown");
    }

    @Test
    void only_a_beat_that_is_refused_has_a_line_in_the_log() throws Exception {
        GatewayUnderTest gateway = world.gateway("");
        register(gateway, BOX, URI.create("http://127.0.0.1:9"), "\"planner\"");
        RawHttp agent = world.connect(gateway);
        for (String id : new String[] {BOX, "other"}) {
            agent.post("/v1/nodes/heartbeat", "{\"node_id\":\"" + id + "\"}", "X-Request-Id: beat-of-" + id)
                    .readAnswer(SOON);
        }

        assertThat(world.log().accessLine("beat-of-other")).contains(" status=404 ", " error=node_unknown ");
        assertThat(world.log().lines()).noneMatch(line -> line.contains("beat-of-" + BOX));
    }

    @Test
    void a_beat_brings_what_has_changed() throws Exception {
        FaultBackend box = world.backend();
        GatewayUnderTest gateway = world.gateway("");
        register(gateway, BOX, box.baseUrl(), "{\"role\":\"planner\",\"state\":\"failed\",\"detail\":\"no memory\"}");
        assertThat(chat(gateway, "planner").body()).contains("role_unavailable", "no memory");

        Answer beat = post(gateway, "/v1/nodes/heartbeat", """
                {"node_id":"gpu-box-1","roles":["planner"]}""");

        assertThat(beat.status()).isEqualTo(200);
        assertThat(chat(gateway, "planner").status()).isEqualTo(200);
    }

    @Test
    void N3_the_same_id_from_another_address_is_refused_while_the_first_is_live() throws Exception {
        FaultBackend box = world.backend();
        GatewayUnderTest gateway = world.gateway("");
        register(gateway, BOX, box.baseUrl(), "\"planner\"");

        Answer refused = register(gateway, BOX, URI.create("http://127.0.0.1:9"), "\"planner\"");

        assertError(refused, 409, "node_id_conflict");
        assertThat(refused.body()).contains(box.baseUrl().toString());
        assertThat(chat(gateway, "planner").status()).isEqualTo(200);
        assertThat(register(gateway, BOX, box.baseUrl(), "\"planner\"").status())
                .isEqualTo(200);
    }

    @Test
    void late_beats_of_a_replaced_agent_are_refused() throws Exception {
        GatewayUnderTest gateway = world.gateway("");
        String beat = "{\"node_id\":\"gpu-box-1\",\"incarnation\":%d}";
        register(gateway, BOX, URI.create("http://127.0.0.1:9"), "], \"incarnation\": 8, \"ignored\": [");

        assertError(post(gateway, "/v1/nodes/heartbeat", beat.formatted(7)), 409, "node_replaced");
        assertThat(post(gateway, "/v1/nodes/heartbeat", beat.formatted(8)).status())
                .isEqualTo(200);
    }

    @Test
    void N5_a_drained_node_finishes_what_it_has_and_gets_no_more_until_the_drain_ends() throws Exception {
        Semaphore permits = new Semaphore(0);
        FaultBackend box = world.backend(Answers.held(permits, Answers.chat()));
        GatewayUnderTest gateway = world.gateway("");
        register(gateway, BOX, box.baseUrl(), "\"planner\"");
        RawHttp running = world.connect(gateway).post(Chats.PATH, Chats.stream("planner"));
        box.awaitRequests(1, SOON);

        Answer drained = post(gateway, "/v1/nodes/gpu-box-1/drain", "");

        assertThat(drained.status()).isEqualTo(200);
        assertThat(drained.body()).isEqualTo("{\"status\":\"ok\",\"node_id\":\"gpu-box-1\",\"draining\":true}");
        assertThat(nodes(gateway)).contains("\"status\":\"draining\"", "\"in_flight\":1");
        assertThat(chat(gateway, "planner").status()).isEqualTo(503);
        register(gateway, BOX, box.baseUrl(), "\"planner\"");
        assertThat(chat(gateway, "planner").status()).isEqualTo(503);
        permits.release(2);
        assertThat(running.readAnswer(SOON).body()).endsWith("data: [DONE]\n\n");
        awaitInFlight(gateway, 0);

        assertThat(delete(gateway, "/v1/nodes/gpu-box-1/drain").body()).contains("\"draining\":false");
        assertThat(chat(gateway, "planner").status()).isEqualTo(200);
        assertThat(posts(box)).hasSize(2);
    }

    @Test
    void a_removed_node_is_gone_until_it_registers_again() throws Exception {
        FaultBackend box = world.backend();
        GatewayUnderTest gateway = world.gateway("");
        register(gateway, BOX, box.baseUrl(), "\"planner\"");

        assertThat(delete(gateway, "/v1/nodes/gpu-box-1").body())
                .isEqualTo("{\"status\":\"ok\",\"node_id\":\"gpu-box-1\"}");

        assertThat(nodes(gateway)).isEqualTo("{\"nodes\":[]}");
        assertThat(chat(gateway, "planner").status()).isEqualTo(404);
        assertError(heartbeat(gateway, BOX), 404, "node_unknown");
        register(gateway, BOX, box.baseUrl(), "\"planner\"");
        assertThat(chat(gateway, "planner").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"POST, /v1/nodes/nobody/drain", "DELETE, /v1/nodes/nobody/drain", "DELETE, /v1/nodes/nobody"})
    void an_unknown_node_can_be_neither_drained_nor_removed(String method, String path) throws Exception {
        GatewayUnderTest gateway = world.gateway("");

        assertError(method.equals("POST") ? post(gateway, path, "") : delete(gateway, path), 404, "node_unknown");
    }

    @Test
    void N6_a_node_whose_data_port_is_dead_is_suspect_though_it_beats() throws Exception {
        FaultBackend box = world.backend();
        GatewayUnderTest gateway = world.gateway("");
        register(gateway, BOX, box.baseUrl(), "\"planner\"");
        box.stop();
        for (int i = 0; i < 3; i++) {
            assertError(chat(gateway, "planner"), 502, "upstream_connect_failed");
        }

        assertError(chat(gateway, "planner"), 503, "role_unavailable");
        assertThat(heartbeat(gateway, BOX).status()).isEqualTo(200);
        assertThat(nodes(gateway)).contains("\"status\":\"suspect\"");

        box.restart();
        post(
                gateway,
                "/v1/nodes/register",
                registration(BOX, box.baseUrl(), "\"planner\"], \"incarnation\":2, \"x\":["));
        assertThat(chat(gateway, "planner").status()).isEqualTo(200);
    }

    @Test
    void A1_keys_open_the_doors_of_their_kind_only() throws Exception {
        GatewayUnderTest gateway = world.gateway("""
                auth:
                  client_api_keys: [test-client-key]
                  node_api_keys: [test-node-key]
                  admin_api_keys: [test-admin-key]
                """);
        String registration = registration(BOX, URI.create("http://127.0.0.1:9"), "\"planner\"");

        for (String key : new String[] {"test-client-key", "test-admin-key", "test-wrong-key"}) {
            assertError(post(gateway, "/v1/nodes/register", registration, key), 401, "invalid_api_key");
            assertError(post(gateway, "/v1/nodes/heartbeat", "{}", key), 401, "invalid_api_key");
        }
        assertThat(post(gateway, "/v1/nodes/register", registration, "test-node-key")
                        .status())
                .isEqualTo(200);
        assertError(get(gateway, "/v1/nodes", "test-node-key"), 401, "invalid_api_key");
        assertError(post(gateway, "/v1/nodes/gpu-box-1/drain", "", "test-node-key"), 401, "invalid_api_key");
        assertThat(get(gateway, "/v1/nodes", "test-admin-key").status()).isEqualTo(200);
        assertThat(post(gateway, "/v1/nodes/gpu-box-1/drain", "", "test-admin-key")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void without_keys_of_their_kind_where_others_have_some_the_doors_are_shut_and_say_what_to_configure()
            throws Exception {
        GatewayUnderTest gateway = world.gateway("auth: {client_api_keys: [test-client-key]}");

        Answer node = post(gateway, "/v1/nodes/register", "{}", "test-client-key");
        Answer admin = get(gateway, "/v1/nodes", "test-client-key");

        assertError(node, 403, "forbidden");
        assertThat(node.body()).contains("auth.node_api_keys");
        assertError(admin, 403, "forbidden");
        assertThat(admin.body()).contains("auth.admin_api_keys");
    }

    @Test
    void A1_a_key_bound_to_a_node_and_roles_speaks_for_these_only() throws Exception {
        GatewayUnderTest gateway = world.gateway("""
                auth:
                  client_api_keys: [test-client-key]
                  node_api_keys:
                    - {name: box, key: test-node-key-box, node_id: gpu-box-1, roles: ["code*"]}
                """);
        URI url = URI.create("http://127.0.0.1:9");

        Answer other =
                post(gateway, "/v1/nodes/register", registration("other", url, "\"coder\""), "test-node-key-box");
        Answer role = post(gateway, "/v1/nodes/register", registration(BOX, url, "\"planner\""), "test-node-key-box");

        assertError(other, 403, "forbidden");
        assertThat(other.body()).contains("gpu-box-1");
        assertError(role, 403, "forbidden");
        assertThat(role.body()).contains("planner");
        assertThat(post(gateway, "/v1/nodes/register", registration(BOX, url, "\"coder\""), "test-node-key-box")
                        .status())
                .isEqualTo(200);
        assertError(
                post(
                        gateway,
                        "/v1/nodes/heartbeat",
                        "{\"node_id\":\"gpu-box-1\",\"roles\":[\"planner\"]}",
                        "test-node-key-box"),
                403,
                "forbidden");
        assertError(
                post(gateway, "/v1/nodes/heartbeat", "{\"node_id\":\"other\"}", "test-node-key-box"), 403, "forbidden");
    }

    @Test
    void B11_more_roles_than_a_host_can_have_are_refused_by_name_and_a_flood_of_them_unread() throws Exception {
        GatewayUnderTest gateway = world.gateway("");

        Answer tooMany = register(gateway, BOX, URI.create("http://127.0.0.1:9"), roles(10_000));
        assertError(tooMany, 400, "invalid_value");
        assertThat(tooMany.body()).contains("\"param\":\"roles\"");

        assertError(register(gateway, BOX, URI.create("http://127.0.0.1:9"), roles(100_000)), 413, "body_too_large");
    }

    @Test
    void a_plain_curl_registers_a_host_and_a_web_page_does_not() throws Exception {
        GatewayUnderTest gateway = world.gateway("");
        String json = "{\"node_id\":\"gpu-box-1\",\"base_url\":\"http://127.0.0.1:9\",\"roles\":[\"planner\"]}";

        assertThat(sendRaw(gateway, "POST /v1/nodes/register", CURLS_OWN_TYPE, json)
                        .status())
                .isEqualTo(200);
        assertThat(sendRaw(gateway, "POST /v1/nodes/register", "", json).status())
                .isEqualTo(200);
        for (String type : List.of("", CURLS_OWN_TYPE, "Content-Type: application/json\r\n")) {
            Answer refused = sendRaw(gateway, "POST /v1/nodes/register", type + FROM_A_PAGE, json);
            assertError(refused, 403, "forbidden");
            assertThat(refused.body()).contains("Origin");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /v1/nodes/heartbeat",
                "POST /v1/nodes/gpu-box-1/drain",
                "DELETE /v1/nodes/gpu-box-1/drain",
                "DELETE /v1/nodes/gpu-box-1",
                "GET /v1/nodes"
            })
    void a_web_page_changes_no_node_and_sees_none(String request) throws Exception {
        GatewayUnderTest gateway = world.gateway("");
        register(gateway, BOX, URI.create("http://127.0.0.1:9"), "\"planner\"");
        assertError(sendRaw(gateway, request, FROM_A_PAGE, ""), 403, "forbidden");

        assertThat(nodes(gateway)).contains("\"status\":\"live\",\"draining\":false");
    }

    private Answer sendRaw(GatewayUnderTest gateway, String request, String headers, String body) throws Exception {
        return world.connect(gateway)
                .send(request + " HTTP/1.1\r\nHost: gateway\r\nAccept: */*\r\n" + headers + "Content-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .readAnswer(SOON);
    }

    private static String roles(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"role-" + i + "\"").collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                                                       | invalid_json",
                "[]                                                                      | invalid_json",
                "                                                                        | invalid_json",
                "{\"node_id\":\"n\",\"node_id\":\"m\"}                                   | duplicate_key",
                "{\"node_id\":\"n\",\"base_url\":\"http://h\",\"roles\":[{\"role\":\"a\",\"role\":\"b\"}]} | duplicate_key",
                "{\"node_id\":\"n\",\"base_url\":\"http://h\"}                           | missing_required_parameter",
                "{\"node_id\":\"n\",\"base_url\":\"http://2130706433\",\"roles\":[]}     | base_url_not_allowed",
                "{\"node_id\":\"n\",\"base_url\":\"http://h\",\"roles\":[{\"role\":\"a\",\"slots\":-1}]} | invalid_value",
            })
    void B1_B4_B11_what_a_node_says_is_read_as_strictly_as_what_a_client_says(String body, String code)
            throws Exception {
        GatewayUnderTest gateway = world.gateway("");

        assertError(post(gateway, "/v1/nodes/register", body == null ? "" : body), 400, code);
        assertThat(nodes(gateway)).isEqualTo("{\"nodes\":[]}");
    }

    @Test
    void N8_an_address_that_is_not_allowed_is_refused_and_never_contacted() throws Exception {
        FaultBackend trap = world.backend();
        GatewayUnderTest open = world.gateway("");
        GatewayUnderTest narrow = world.gateway("nodes: {allowed_cidrs: [10.0.0.0/8]}");
        String port = ":" + trap.port();

        for (String url : List.of(
                "http://user:test-key@127.0.0.1" + port,
                "http://127.0.0.1" + port + "/?a=b",
                "ftp://127.0.0.1" + port,
                "http://0.0.0.0" + port,
                "http://2130706433" + port)) {
            Answer refused = register(open, BOX, URI.create(url), "\"planner\"");
            assertError(refused, 400, "base_url_not_allowed");
            assertThat(refused.body()).contains("\"type\":\"invalid_request_error\"", "\"param\":\"base_url\"");
        }
        assertError(register(narrow, BOX, trap.baseUrl(), "\"planner\""), 400, "base_url_not_allowed");

        assertThat(nodes(open) + nodes(narrow)).isEqualTo("{\"nodes\":[]}".repeat(2));
        assertThat(trap.counts().accepted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/nodes/register", "/v1/nodes/heartbeat"})
    void L4_a_body_that_is_far_too_long_is_not_taken(String path) throws Exception {
        GatewayUnderTest gateway = world.gateway("");

        Answer answer = world.connect(gateway)
                .send("POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\n\r\n")
                .readAnswer(SOON);

        assertError(answer, 413, "body_too_large");
    }

    private void awaitStatus(GatewayUnderTest gateway, String status) {
        Awaitility.await("the node is " + status)
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> nodes(gateway).contains("\"status\":\"" + status + "\""));
    }

    private Answer register(GatewayUnderTest gateway, String id, URI url, String roles) throws Exception {
        return post(gateway, "/v1/nodes/register", registration(id, url, roles));
    }

    private static String registration(String id, URI url, String roles) {
        return "{\"node_id\":\"" + id + "\",\"base_url\":\"" + url + "\",\"roles\":[" + roles + "]}";
    }

    private Answer heartbeat(GatewayUnderTest gateway, String id) throws Exception {
        return post(gateway, "/v1/nodes/heartbeat", "{\"node_id\":\"" + id + "\"}");
    }

    private String nodes(GatewayUnderTest gateway) throws Exception {
        return get(gateway, "/v1/nodes").body();
    }

    private Answer chat(GatewayUnderTest gateway, String model) throws Exception {
        return post(gateway, Chats.PATH, Chats.whole(model));
    }

    private Answer get(GatewayUnderTest gateway, String path, String... key) throws Exception {
        return world.connect(gateway).get(path, credentials(key)).readAnswer(SOON);
    }

    private Answer post(GatewayUnderTest gateway, String path, String json, String... key) throws Exception {
        return world.connect(gateway).post(path, json, credentials(key)).readAnswer(SOON);
    }

    private Answer delete(GatewayUnderTest gateway, String path) throws Exception {
        return world.connect(gateway)
                .send("DELETE " + path + " HTTP/1.1\r\nHost: gateway\r\n\r\n")
                .readAnswer(SOON);
    }

    private static String[] credentials(String... keys) {
        return IntStream.range(0, keys.length)
                .mapToObj(i -> "Authorization: Bearer " + keys[i])
                .toArray(String[]::new);
    }

    private static void assertError(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }
}
