package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.posts;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;

/** Who is let in, to what, and that no key is ever shown. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeysTest {
    private static final String PLANNER_ONLY = "Authorization: Bearer test-client-key-planner";
    private static final String HERE = "127.0.0.1";
    private static final String CODERS_ONLY = "X-Api-Key: test-client-key-coders";

    @RegisterExtension
    final Invariants world = new Invariants();

    private FaultBackend backend;
    private GatewayUnderTest gateway;

    @BeforeAll
    void start() {
        backend = world.backend();
        gateway = world.gateway("""
                default_model: planner
                probe: {interval_s: 60}
                auth:
                  client_api_keys:
                    - test-client-key-all
                    - {name: plan, key: test-client-key-planner, roles: [planner]}
                    - {name: code, key: test-client-key-coders, roles: ["code*"]}
                  node_api_keys: [test-node-key]
                  admin_api_keys: [test-admin-key]
                models:
                  planner: {type: proxy, proxy_url: "%1$s"}
                  coder: {type: proxy, proxy_url: "%1$s"}
                  code-review: {type: proxy, proxy_url: "%1$s"}
                """.formatted(backend.baseUrl()));
    }

    @AfterEach
    void no_key_is_in_a_log() {
        assertThat(world.log().lines())
                .noneMatch(line -> line.contains("test-client-key-") || line.contains("test-wrong"));
    }

    @Test
    void A1_without_a_good_key_there_is_one_answer_whatever_is_wrong() throws Exception {
        int before = posts(backend).size();
        Set<String> bodies = new HashSet<>();
        int address = 0;
        for (String credential : List.of(
                "X-None: 1",
                "Authorization: Bearer test-wrong",
                "Authorization: Bearer ",
                "Authorization: Basic dGVzdC1jbGllbnQta2V5LWFsbA==",
                "Authorization: test-client-key-all",
                "Authorization: Bearer test-client-key-al",
                "Authorization: Bearer test-client-key-all2",
                "X-Api-Key: test-wrong",
                "Authorization: Bearer test-node-key",
                "Authorization: Bearer test-admin-key")) {
            // More bad keys than one address may send.
            String from = "127.0.1." + ++address;
            for (Answer answer : List.of(get("/v1/models", credential, from), chat("planner", credential, from))) {
                assertThat(answer.status()).as(credential).isEqualTo(401);
                bodies.add(answer.body());
            }
        }

        assertThat(bodies).hasSize(1).allMatch(body -> body.contains("\"code\":\"invalid_api_key\""));
        assertThat(posts(backend)).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer test-client-key-all",
                "authorization: bearer test-client-key-all",
                "X-Api-Key: test-client-key-all",
                "x-api-key: test-client-key-all"
            })
    void a_good_key_is_taken_in_either_header(String credential) throws Exception {
        assertThat(chat("planner", credential).status()).isEqualTo(200);
        assertThat(get("/v1/models", credential).body()).contains("\"planner\"", "\"coder\"", "\"code-review\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"test-client-key-all", "test-client-key-planner", "test-node-key", "test-admin-key"})
    void a_key_of_any_kind_opens_the_metrics(String key) throws Exception {
        assertThat(get("/metrics", "Authorization: Bearer " + key).status()).isEqualTo(200);
        assertThat(get("/metrics", "Authorization: Bearer test-wrong").status()).isEqualTo(401);
        assertThat(get("/metrics", "X-None: 1").status()).isEqualTo(401);
    }

    @Test
    void a_key_bound_to_roles_sees_and_uses_only_those() throws Exception {
        assertThat(get("/v1/models", PLANNER_ONLY).body())
                .contains("\"planner\"")
                .doesNotContain("code");
        assertThat(get("/v1/models", CODERS_ONLY).body())
                .contains("\"coder\"", "\"code-review\"")
                .doesNotContain("planner");
        assertThat(chat("planner", PLANNER_ONLY).status()).isEqualTo(200);
        assertThat(chat("code-review", CODERS_ONLY).status()).isEqualTo(200);
    }

    @Test
    void A1_a_key_bound_to_roles_is_refused_elsewhere_and_no_backend_asked() throws Exception {
        int before = posts(backend).size();

        Answer answer = chat("coder", PLANNER_ONLY);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("\"code\":\"forbidden\"");
        assertThat(chat("planner", CODERS_ONLY).status()).isEqualTo(403);
        assertThat(posts(backend)).hasSize(before);
    }

    @ParameterizedTest
    @CsvSource({"planner,200", "coder,404", "nobody,404"})
    void an_entry_that_a_key_may_not_see_looks_as_if_it_did_not_exist(String model, int status) throws Exception {
        assertThat(get("/v1/models/" + model, PLANNER_ONLY).status()).isEqualTo(status);
    }

    @Test
    void A3_the_access_line_names_the_key_and_does_not_show_it() throws Exception {
        world.connect(gateway)
                .post(
                        Chats.PATH + "?key=test-client-key-all",
                        Chats.whole("planner"),
                        PLANNER_ONLY,
                        "X-Request-Id: named")
                .readAnswer(SOON);

        assertThat(world.log().accessLine("named")).contains(" key=plan ", " path=/v1/chat/completions ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/ready"})
    void what_supervisors_ask_needs_no_key(String path) throws Exception {
        assertThat(world.connect(gateway).get(path).readAnswer(SOON).status()).isEqualTo(200);
    }

    @Test
    void A4_eleven_bad_keys_in_a_minute_from_one_address_are_429_and_good_ones_are_let_in() throws Exception {
        String guessing = "127.0.2.1";
        for (int n = 0; n < 10; n++) {
            assertThat(get("/v1/models", "X-Api-Key: test-wrong-" + n, guessing).status())
                    .isEqualTo(401);
        }

        Answer refused = chat("planner", "Authorization: Bearer test-wrong-10", guessing);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body()).contains("\"code\":\"too_many_bad_keys\"");
        assertThat(Integer.parseInt(refused.head().first("Retry-After").orElseThrow()))
                .isBetween(1, 60);
        assertThat(get("/v1/nodes", "X-Api-Key: test-wrong", guessing).status())
                .as("the doors of all kinds count together")
                .isEqualTo(429);
        assertThat(get("/v1/models", "X-None: 1", guessing).status())
                .as("no key")
                .isEqualTo(401);
        assertThat(get("/v1/models", PLANNER_ONLY, guessing).status()).isEqualTo(200);
        assertThat(get("/v1/models", "X-Api-Key: test-wrong", "127.0.2.2").status())
                .as("another address")
                .isEqualTo(401);
    }

    private Answer get(String path, String credential) throws Exception {
        return get(path, credential, HERE);
    }

    private Answer get(String path, String credential, String from) throws Exception {
        try (RawHttp client = RawHttp.connectFrom(from, gateway.url())) {
            return noKeyIn(client.get(path, credential).readAnswer(SOON));
        }
    }

    private Answer chat(String model, String credential) throws Exception {
        return chat(model, credential, HERE);
    }

    private Answer chat(String model, String credential, String from) throws Exception {
        try (RawHttp client = RawHttp.connectFrom(from, gateway.url())) {
            return noKeyIn(
                    client.post(Chats.PATH, Chats.whole(model), credential).readAnswer(SOON));
        }
    }

    private static Answer noKeyIn(Answer answer) {
        assertThat(answer.toString())
                .doesNotContain("test-client-key", "test-wrong", "test-node-key", "test-admin-key");
        return answer;
    }
}
