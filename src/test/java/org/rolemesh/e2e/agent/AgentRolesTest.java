package org.rolemesh.e2e.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.testing.AgentUnderTest.code;
import static org.rolemesh.testing.AgentUnderTest.json;

import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.AgentUnderTest;
import org.rolemesh.testing.RawHttp.Answer;

/** What the config says of roles, and what operators do with them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentRolesTest {
    @TempDir
    private static Path folder;

    private static AgentUnderTest agent;

    @BeforeAll
    static void start() {
        agent = AgentUnderTest.start(folder, """
                slots: {kept: {device: cpu}, free: {device: cpu}, other: {device: cpu}}
                roles:
                  planner: {model: planner.gguf, slots: [kept], preload: true, pin: true}
                  shut-out: {model: writer.gguf, slots: [kept]}
                  writer: {model: writer.gguf, slots: [free], ttl_s: 1}
                  coder: {model: coder.gguf, slots: [other]}
                """);
    }

    @AfterAll
    static void stop() throws Exception {
        agent.close();
    }

    @Test
    void a_preloaded_role_is_loaded_without_a_request_and_a_pinned_one_keeps_its_slot() throws Exception {
        long pid = AgentUnderTest.process(agent.awaitSlot("kept", "ready")).pid();

        Answer refused = agent.chat("shut-out");

        assertThat(refused.status()).isEqualTo(503);
        assertThat(code(refused)).isEqualTo("role_unavailable");
        assertThat(refused.body()).contains("kept is kept by planner, which is pinned");
        assertThat(agent.load("shut-out").status()).isEqualTo(503);
        assertThat(agent.listed()).doesNotContain("shut-out");
        assertThat(AgentUnderTest.process(agent.slot("kept")).pid()).isEqualTo(pid);
    }

    @Test
    void a_role_is_unloaded_when_it_has_been_idle_and_loaded_again_by_a_request() throws Exception {
        assertThat(agent.chat("writer").status()).isEqualTo(200);

        agent.awaitSlot("free", "empty");

        assertThat(agent.listed()).contains("writer");
        assertThat(agent.slot("free").path("restarts").asInt()).isZero();
        assertThat(agent.chat("writer").status()).isEqualTo(200);
    }

    @Test
    void a_role_is_loaded_ahead_of_time_and_explain_and_ready_say_how_far_it_is() throws Exception {
        assertThat(agent.listed()).contains("coder");
        assertThat(explain("coder")).contains("it would have to load the model");
        assertThat(agent.get("/ready?roles=coder").status()).isEqualTo(200);
        agent.behave(Map.of("hang", "yes"));
        try {
            Answer asked = agent.load("coder");
            assertThat(asked.status()).isEqualTo(202);
            assertThat(json(asked).path("state").asText()).isEqualTo("loading");
            agent.awaitSlot("other", "loading");
            assertThat(agent.load("coder").status()).isEqualTo(202);
            assertThat(explain("coder")).contains("\"outcome\":\"loading\"");
            assertThat(agent.get("/ready?roles=coder").status()).isEqualTo(503);
            assertThat(agent.reasonAgainst("coder")).isNotEmpty();
        } finally {
            agent.behaveWell();
        }
        agent.awaitSlot("other", "ready");

        Answer again = agent.load("coder");

        assertThat(again.status()).isEqualTo(200);
        assertThat(json(again).path("state").asText()).isEqualTo("ready");
        assertThat(explain("coder")).contains("\"outcome\":\"chosen\"", "\"chosen\":\"other\"", "it can answer\"");
        assertThat(agent.get("/ready?roles=coder").status()).isEqualTo(200);
        assertThat(agent.listed()).contains("coder");
    }

    @Test
    void the_agent_is_ready_once_its_preloaded_role_is() throws Exception {
        agent.awaitSlot("kept", "ready");

        Awaitility.await().until(() -> agent.get("/ready").status() == 200);

        assertThat(json(agent.get("/ready")).path("default_model").asText()).isEqualTo("planner");
        assertThat(agent.get("/health").status()).isEqualTo(200);
    }

    @Test
    void what_there_is_not_is_404() throws Exception {
        Answer chat = agent.chat("nobody");

        assertThat(chat.status()).isEqualTo(404);
        assertThat(code(chat)).isEqualTo("model_not_found");
        assertThat(agent.load("nobody").status()).isEqualTo(404);
        assertThat(agent.unload("nobody").status()).isEqualTo(404);
        assertThat(agent.get("/v1/models/nobody").status()).isEqualTo(404);
        assertThat(agent.get("/v1/slots/nowhere/logs").status()).isEqualTo(404);
        assertThat(agent.get("/v1/nodes").status()).isEqualTo(404);
    }

    private static String explain(String role) throws Exception {
        return agent.post("/v1/roles/" + role + "/explain", AgentUnderTest.chat(role, "where to?"))
                .body();
    }
}
