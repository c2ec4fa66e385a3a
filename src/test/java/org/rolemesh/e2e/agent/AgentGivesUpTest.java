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

/** A process that ends at every start: four pauses, about fifteen seconds. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentGivesUpTest {
    @TempDir
    private Path folder;

    @Test
    void a_process_that_ends_at_every_start_is_given_up_with_its_last_words_until_somebody_asks() throws Exception {
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
}
