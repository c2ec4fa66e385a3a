package org.rolemesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DrawCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void the_way_of_a_request_is_drawn_from_its_front_door_to_the_upstream() {
        assertThat(draw("--routes", "routes")).isZero();
        assertThat(out.toString())
                .contains(
                        "POST /v1/chat/completions",
                        "  r_chat_completions_1 --> r_answer_by_role_1\n",
                        "  r_answer_by_role_1 --> r_route_by_alias_1\n")
                .doesNotContain("/v1/nodes", "probe");
    }

    @Test
    void everything_else_is_another_drawing() {
        assertThat(draw("--routes", "routes", "--part", "control")).isZero();
        assertThat(out.toString())
                .contains("POST /v1/nodes/register", "every {{rolemesh.probe.interval-ms}} ms")
                .doesNotContain("chat", "route-by-alias");
    }

    @Test
    void the_node_agent_s_routes_are_drawn_with_their_templates() {
        assertThat(draw("--routes", "routes", "--node-agent", "--part", "all")).isZero();
        assertThat(out.toString())
                .contains("launch (template: slot)", "exec:llama-server", "load-and-answer")
                .doesNotContain("route-by-alias", "answer-by-role_1");
    }

    @Test
    void a_topology_of_one_s_own_is_drawn_behind_the_front_doors_of_the_jar(@TempDir Path own) throws IOException {
        Files.writeString(own.resolve("route-by-alias.camel.yaml"), """
                - route:
                    id: route-by-alias
                    from:
                      uri: direct:route-by-alias
                      steps: [{process: {ref: noSuchStep}}, {to: {uri: "upstream:writer"}}]
                """);

        assertThat(draw("--routes", own.toString())).isZero();
        assertThat(out.toString())
                .contains(
                        "[\"" + own.getFileName() + "\"]",
                        "r_answer_by_role_1 --> r_route_by_alias_1",
                        "r_route_by_alias_1 --> r_upstream_writer_1");
    }

    @Test
    void a_file_that_cannot_be_read_is_said_with_its_line(@TempDir Path own) throws IOException {
        Path file = Files.writeString(own.resolve("mine.camel.yaml"), "- route:\n    id: mine\n    form: x\n");

        assertThat(draw("--routes", own.toString())).isEqualTo(78);
        assertThat(err.toString()).contains(file + ":2:").contains("form");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void every_terminal_can_show_it() {
        assertThat(draw("--routes", "routes", "--part", "all")).isZero();
        assertThat(out.toString().chars()).allMatch(each -> each < 128);
    }

    private int draw(String... arguments) {
        CommandLine command = RoleMesh.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(
                Stream.concat(Stream.of("draw"), Stream.of(arguments)).toArray(String[]::new));
    }
}
