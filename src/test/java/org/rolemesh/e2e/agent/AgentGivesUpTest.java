package org.rolemesh.e2e.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.testing.AgentUnderTest.code;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.AgentFolder;
import org.rolemesh.testing.AgentUnderTest;
import org.rolemesh.testing.RawHttp.Answer;

/** Processes that never come to serve. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentGivesUpTest {
    @TempDir
    private Path folder;

    /** Four pauses, about fifteen seconds. */
    @Test
    void P2_L11_a_process_that_ends_at_every_start_is_given_up_with_its_last_words_until_somebody_asks()
            throws Exception {
        AgentFolder host = AgentFolder.create(
                folder, Map.of("exit_code", "7", "message", "E cannot load " + folder + "/models/planner.gguf"));
        try (AgentUnderTest agent = AgentUnderTest.start(host, """
                slots: {one: {device: cpu}}
                roles: {planner: {model: planner.gguf, slots: [one], preload: true}}
                """)) {
            assertThat(agent.awaitSlot("one", "backing_off").path("detail").asText())
                    .isEqualTo("exit code 7");

            JsonNode slot = agent.awaitSlot("one", "failed");

            assertThat(host.starts()).hasSize(5);
            assertThat(slot.path("restarts").asInt()).isEqualTo(5);
            assertThat(slot.path("last_exit").path("code").asInt()).isEqualTo(7);
            assertThat(slot.path("last_exit").path("log").toString()).contains("E cannot load");
            assertThat(agent.listed()).isEmpty();
            assertThat(agent.reasonAgainst("planner"))
                    .contains("exit code 7, time and again")
                    .doesNotContain(folder.toString());
            Answer refused = agent.chat("planner");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(code(refused)).isEqualTo("role_unavailable");
            assertThat(refused.head().first("Retry-After")).isPresent();
            assertThat(refused.body()).doesNotContain(folder.toString());
            assertThat(host.starts()).hasSize(5);

            agent.behaveWell();
            assertThat(agent.load("planner").status()).isEqualTo(202);

            agent.awaitSlot("one", "ready");
            assertThat(agent.chat("planner").status()).isEqualTo(200);
        }
    }

    @Test
    void the_operator_is_told_which_program_is_missing_and_gateways_and_clients_are_told_no_path() throws Exception {
        Path missing = folder.resolve("no-such-server");
        AgentFolder host = AgentFolder.create(folder, Map.of());
        try (AgentUnderTest agent =
                AgentUnderTest.start(host, """
                llama_server: {path: "%s", port_range: %d-%d}
                slots: {one: {device: cpu}}
                roles: {planner: {model: planner.gguf, slots: [one], preload: true}}
                """.formatted(missing, host.firstPort(), host.firstPort() + 1))) {
            JsonNode slot = agent.awaitSlot("one", "backing_off");

            assertThat(slot.path("last_exit").path("log").toString())
                    .contains(missing + " is no program that this user can run");
            assertThat(agent.inventory().path("roles").toString())
                    .contains("it is started again after: it could not be started")
                    .doesNotContain(folder.toString());
            assertThat(agent.models().toString()).doesNotContain(folder.toString());
        }
    }
}
