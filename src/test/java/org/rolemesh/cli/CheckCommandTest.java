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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CheckCommandTest {
    private static final String TOPOLOGY = """
            - route:
                id: route-by-alias
                from:
                  uri: direct:route-by-alias
                  steps:
                    - %s
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void the_shipped_example_and_routes_have_no_fault() {
        assertThat(check("configs/models.example.yaml", "routes")).isZero();
        assertThat(out.toString()).contains("no faults");
    }

    @Test
    void a_config_fault_is_said_with_its_line(@TempDir Path folder) throws IOException {
        Path config = Files.writeString(
                folder.resolve("models.yaml"),
                "version: 1\nmodels:\n  planner:\n    type: proxy\n    proxy_ulr: http://127.0.0.1:8011\n");

        assertThat(check(config.toString(), "routes")).isEqualTo(78);
        assertThat(err.toString()).contains("models.yaml:5:", "did you mean 'proxy_url'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    too: {uri: "upstream:planner"}             | 6 | Unknown node id: too
                    to: {uri: "upstream:planner", uir: x}      | 6 | uir
                    process: {ref: noSuchStep}                 | 6 | there is no step called noSuchStep
                    to: {uri: "upstraem:planner"}              | 6 | no component answers to upstraem
                    to: {uri: "upstream:planner?tmeout=3"}     | 6 | tmeout
                    setBody: {groovy: {expression: "1"}}       | 6 | the language groovy is not on board
                    """)
    void a_route_fault_is_said_with_its_file_and_line(String step, int line, String what, @TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("route-by-alias.camel.yaml"), TOPOLOGY.formatted(step));

        assertThat(check("configs/models.example.yaml", folder.toString())).isEqualTo(78);
        assertThat(err.toString()).contains(file + ":" + line + ":", what);
    }

    @Test
    void the_shipped_example_of_the_node_agent_has_no_fault() {
        assertThat(run("--config", "configs/models.example.yaml", "--node-config", "configs/node_agent.example.yaml"))
                .isZero();
        assertThat(out.toString())
                .contains("models.example.yaml: 2 aliases")
                .contains("node_agent.example.yaml: 2 roles, 1 slots: no faults");
    }

    @Test
    void faults_of_both_configs_are_said_at_once(@TempDir Path folder) throws IOException {
        Path gateway = Files.writeString(folder.resolve("models.yaml"), "version: 2\n");
        Path agent = Files.writeString(folder.resolve("node_agent.yaml"), "version: 1\nhost: 0.0.0.0\n");

        assertThat(run("--config", gateway.toString(), "--node-config", agent.toString()))
                .isEqualTo(78);
        assertThat(err.toString()).contains("models.yaml:1: version", "node_agent.yaml:2: host is open");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void a_node_config_that_is_named_must_be_there(@TempDir Path folder) {
        String missing = folder.resolve("node_agent.yaml").toString();

        assertThat(run("--config", "configs/models.example.yaml", "--node-config", missing))
                .isEqualTo(78);
        assertThat(err.toString()).contains(missing + ":1: there is no such file", "configs/node_agent.example.yaml");
    }

    private int check(String config, String routes) {
        return run("--config", config, "--routes", routes);
    }

    private int run(String... arguments) {
        CommandLine command = RoleMesh.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(
                Stream.concat(Stream.of("check"), Stream.of(arguments)).toArray(String[]::new));
    }
}
