package org.rolemesh.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.AgentUnderTest;
import org.rolemesh.testing.GatewayUnderTest;

/** The commands of the page, as printed, at a gateway with keys and one host. */
class CommandsPageTest {
    private static final Page PAGE = Page.read("docs/COMMANDS.md");

    @TempDir
    private static Path folder;

    private static GatewayUnderTest gateway;
    private static AgentUnderTest agent;
    private static Installation here;

    @BeforeAll
    static void start() throws Exception {
        gateway = GatewayUnderTest.start("""
                auth: {client_api_keys: [test-client-key], node_api_keys: [test-node-key], admin_api_keys: [test-admin-key]}
                """);
        agent = AgentUnderTest.start(folder.resolve("host"), """
                gateways: [{url: "%s", api_key: test-node-key}]
                slots: {cpu0: {device: cpu}}
                roles: {planner: {model: planner.gguf, slots: [cpu0]}}
                """.formatted(gateway.url()));
        here = Installation.in(
                folder,
                Map.of(
                        "JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                        "ROLE_MESH_URL", gateway.url().toString(),
                        "ROLE_MESH_KEY", "test-client-key",
                        "ROLE_MESH_ADMIN_KEY", "test-admin-key"));
        Awaitility.await("the host").atMost(AgentUnderTest.SOON).until(() -> here.run("./rolemesh nodes")
                .contains("box"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        agent.close();
    }

    @Test
    void every_command_does_what_the_page_says() throws Exception {
        assertThat(run("./rolemesh load")).contains("planner on box: ", "box   planner  ready");
        assertThat(run("chat planner \"How"))
                .containsPattern("\\[first token \\d+ ms, .* tokens/s, \\d+ tokens, by box]");
        Files.writeString(folder.resolve("notes.txt"), "Move\nhouse");
        assertThat(run("< notes.txt")).contains("tokens/s");
        assertThat(headings(run("status$")))
                .isEqualTo(headings(PAGE.blocks("text").get(0)));
        assertThat(run("models$")).contains("planner", "usable", "box");
        assertThat(run("nodes$")).contains("box   live", "box   cpu0  ready  planner  planner.gguf");
        assertThat(run("status --json")).contains("\"readiness\"", "\"in_flight\" : 0");
        assertThat(run("./rolemesh logs")).contains("listening on http://");
        assertThat(run("./rolemesh unload")).contains("box   planner  unload");
    }

    @Test
    void a_shell_completes_commands_and_options() throws Exception {
        String script = PAGE.command(line -> line.startsWith("source"));

        Shell.Result completed =
                new Shell(Map.of("ROOT", folder.toString())).result("bash", "-c", "cd \"$ROOT\" && " + script + """
                         && COMP_WORDS=(rolemesh lo) COMP_CWORD=1 && _complete_rolemesh 2>&- && echo "${COMPREPLY[@]}" \\
                         && COMP_WORDS=(rolemesh load --no) COMP_CWORD=2 && _complete_rolemesh 2>&- && echo "${COMPREPLY[@]}"
                        """);

        assertThat(completed.output().lines()).containsExactly("load logs", "--node");
    }

    @Test
    void no_command_is_left_untested() {
        assertThat(PAGE.commands()).hasSize(10);
    }

    /** The first lines of the tables. */
    private static List<List<String>> headings(String page) {
        return page.lines()
                .filter(line -> line.matches("[A-Z ]+"))
                .map(line -> List.of(line.trim().split(" {2,}")))
                .toList();
    }

    /** Runs the command of the page that has this in it; a dollar sign is its end. The page's host is this one's. */
    private static String run(String what) throws Exception {
        return here.run(PAGE.command(line -> (line + "$").contains(what)).replace("gpu-box-1", "box"));
    }
}
