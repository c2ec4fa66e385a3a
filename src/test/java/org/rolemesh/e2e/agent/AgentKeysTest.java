package org.rolemesh.e2e.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.testing.AgentUnderTest.CHAT;
import static org.rolemesh.testing.AgentUnderTest.chat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.AgentUnderTest;
import org.rolemesh.testing.RawHttp.Answer;

/** Who may call an agent. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentKeysTest {
    private static final String KEY = "Authorization: Bearer test-agent-key";
    private static final String BOUND_KEY = "X-Api-Key: test-writer-key";
    private static final String WRONG_KEY = "Authorization: Bearer test-wrong-key";

    @TempDir
    private static Path folder;

    private static AgentUnderTest agent;

    @BeforeAll
    static void start() {
        agent = AgentUnderTest.start(folder, """
                auth:
                  api_keys:
                    - test-agent-key
                    - {name: writers, key: test-writer-key, roles: [writer]}
                slots: {one: {device: cpu}}
                roles:
                  planner: {model: planner.gguf, slots: [one]}
                  writer: {model: writer.gguf, slots: [one]}
                """);
    }

    @AfterAll
    static void stop() throws Exception {
        agent.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "/v1/inventory", "/v1/slots/one/logs", "/metrics"})
    void nothing_is_told_without_a_key(String path) throws Exception {
        assertThat(agent.get(path).status()).isEqualTo(401);
        assertThat(agent.get(path, WRONG_KEY).status()).isEqualTo(401);
        assertThat(agent.get(path, KEY).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, "/v1/roles/writer/load", "/v1/roles/writer/unload", "/v1/roles/writer/explain"})
    void nothing_is_done_without_a_key(String path) throws Exception {
        assertThat(agent.post(path, chat("writer", "hello")).status()).isEqualTo(401);
        assertThat(agent.post(path, chat("writer", "hello"), WRONG_KEY).status())
                .isEqualTo(401);
    }

    @Test
    void health_and_readiness_need_no_key() throws Exception {
        assertThat(agent.get("/health").status()).isEqualTo(200);
        assertThat(agent.get("/ready").status()).isEqualTo(200);
    }

    @Test
    void a_key_that_is_bound_to_roles_sees_and_uses_those_alone() throws Exception {
        assertThat(agent.get("/v1/models", BOUND_KEY).body())
                .contains("\"writer\"")
                .doesNotContain("\"planner\"");
        assertThat(agent.post(CHAT, chat("planner", "hello"), BOUND_KEY).status())
                .isEqualTo(403);
        assertThat(agent.post("/v1/roles/planner/load", "{}", BOUND_KEY).status())
                .isEqualTo(403);
        assertThat(agent.post("/v1/roles/planner/unload", "{}", BOUND_KEY).status())
                .isEqualTo(403);
        assertThat(agent.folder().starts()).isEmpty();

        Answer answer = agent.post(CHAT, chat("writer", "hello"), BOUND_KEY);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/roles/writer/load", "/v1/roles/writer/unload"})
    void a_web_page_controls_nothing(String path) throws Exception {
        Answer answer = agent.post(path, "{}", KEY, "Origin: http://a-page.example");

        assertThat(answer.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/inventory", "/v1/slots/one/logs"})
    void a_web_page_is_told_nothing_of_the_host(String path) throws Exception {
        assertThat(agent.get(path, KEY, "Origin: http://a-page.example").status())
                .isEqualTo(403);
    }
}
