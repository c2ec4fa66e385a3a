package org.rolemesh.e2e.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.testing.AgentUnderTest.code;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rolemesh.testing.AgentFolder;
import org.rolemesh.testing.AgentUnderTest;
import org.rolemesh.testing.RawHttp.Answer;

/** Models that are not where the config says, or not to be read. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentModelFilesTest {
    @TempDir
    private static Path folder;

    private static AgentUnderTest agent;

    @BeforeAll
    static void start() throws Exception {
        AgentFolder host = AgentFolder.create(folder, Map.of());
        Path outside = Files.writeString(folder.resolve("outside.gguf"), "not in models_dir");
        Files.createSymbolicLink(host.models().resolve("linked.gguf"), outside);
        Files.createDirectory(host.models().resolve("folder.gguf"));
        agent = AgentUnderTest.start(host, """
                slots: {one: {device: cpu}}
                roles:
                  planner: {model: planner.gguf, slots: [one]}
                  linked: {model: linked.gguf, slots: [one]}
                  missing: {model: missing.gguf, slots: [one]}
                  unreadable: {model: folder.gguf, slots: [one]}
                  late: {model: late.gguf, slots: [one]}
                """);
        Awaitility.await("looked for").until(() -> !agent.listed().contains("missing"));
    }

    @AfterAll
    static void stop() throws Exception {
        agent.close();
    }

    @ParameterizedTest
    @CsvSource({
        "linked, is a link to a place outside models_dir",
        "missing, is not in models_dir; put it there",
        "unreadable, is no file that the agent may read"
    })
    void P8_a_role_whose_model_cannot_be_used_is_refused_before_a_process_starts(String role, String reason)
            throws Exception {
        int starts = agent.folder().starts().size();

        Answer load = agent.load(role);
        Answer chat = agent.chat(role);

        assertThat(load.status()).isEqualTo(503);
        assertThat(load.body()).contains(reason);
        assertThat(chat.status()).isEqualTo(503);
        assertThat(code(chat)).isEqualTo("role_unavailable");
        assertThat(agent.listed()).contains("planner").doesNotContain(role);
        assertThat(agent.reasonAgainst(role)).contains(reason);
        assertThat(load.body() + chat.body() + agent.models() + agent.inventory())
                .doesNotContain(folder.toString());
        assertThat(agent.folder().starts()).hasSize(starts);
    }

    @Test
    void a_model_that_is_put_in_its_place_can_be_loaded_at_once() throws Exception {
        assertThat(agent.load("late").status()).isEqualTo(503);

        Files.writeString(agent.folder().models().resolve("late.gguf"), "here now");

        assertThat(agent.load("late").status()).isEqualTo(202);
        assertThat(agent.chat("late").status()).isEqualTo(200);
        assertThat(agent.listed()).contains("late");
    }
}
