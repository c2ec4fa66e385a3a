package org.rolemesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rolemesh.testing.FaultBackend;
import picocli.CommandLine;

class CheckCommandTest {
    private static final Path AGENT_ROUTES = Path.of("routes/node-agent");
    private static final String AGENT = """
            version: 1
            gateways: [{url: "%s"}]
            models_dir: .
            slots: {cpu0: {device: cpu}}
            roles: {planner: {model: planner.gguf, slots: [cpu0], preload: true}}
            """;
    /** In place of the template that is instantiated first: it would be noticed as soon as it was started. */
    private static final String AT_ONCE = """
            - routeTemplate:
                id: launch
                parameters:
                  - name: slot
                route:
                  from:
                    uri: timer
                    parameters: {timerName: at-once, delay: 0, repeatCount: 1}
                    steps:
                      - to: {uri: "%s/started"}
            """;

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
                    too: {uri: "upstream:planner"}             | 6 | there is no step 'too'; did you mean 'to' or 'toD'?
                    to: {uri: "upstream:planner", uir: x}      | 6 | uir
                    process: {ref: noSuchStep}                 | 6 | there is no step called noSuchStep
                    to: {uri: "upstraem:planner"}              | 6 | there is no component 'upstraem'; did you mean 'upstream'?
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
    void every_fault_of_every_route_file_is_said_at_once(@TempDir Path folder) throws IOException {
        Path one = Files.writeString(
                folder.resolve("route-by-alias.camel.yaml"),
                TOPOLOGY.formatted(
                        "to: {uri: \"upstream:plannr\"}\n        - filter: {simple: \"${variable.alais}\"}"));
        Path two = Files.writeString(folder.resolve("two.camel.yaml"), "- route:\n    form: {uri: \"timer:x\"}\n");

        assertThat(check("configs/models.example.yaml", folder.toString())).isEqualTo(78);
        assertThat(err.toString())
                .contains(
                        one + ":6: no alias is called 'plannr'; did you mean 'planner'?",
                        one + ":7: nothing sets the variable 'alais'; did you mean 'alias'?",
                        two + ":2: unknown key 'form'; did you mean 'from'?");
    }

    @Test
    void what_only_building_shows_is_said_too(@TempDir Path folder) throws IOException {
        Path one = Files.writeString(
                folder.resolve("route-by-alias.camel.yaml"), TOPOLOGY.formatted("process: {ref: noSuchStep}"));
        Path two = Files.writeString(
                folder.resolve("an-other.camel.yaml"),
                "- route:\n    id: b\n    from:\n      uri: timer:x\n      steps:\n        - filter: {steps: []}\n");

        assertThat(check("configs/models.example.yaml", folder.toString())).isEqualTo(78);
        assertThat(err.toString()).contains(one + ":6: there is no step called noSuchStep", two + ":6: route b: ");
    }

    @Test
    void the_shipped_example_of_the_node_agent_has_no_fault() {
        assertThat(run("--config", "configs/models.example.yaml", "--node-config", "configs/node_agent.example.yaml"))
                .isZero();
        assertThat(out.toString())
                .contains("models.example.yaml: 2 aliases")
                .contains("node_agent.example.yaml: 2 roles, 1 slots, routes: no faults");
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    launch.camel.yaml        | ref: prepareLaunch  | ref: prepareLunch | no step called prepareLunch; did you mean 'prepareLaunch'?
                    launch.camel.yaml        | uri: exec           | uri: exce         | there is no component 'exce'; did you mean 'exec'?
                    beat.camel.yaml          | ref: beatAtOnce     | ref: beatNow      | no step called beatNow
                    supervise.camel.yaml     | ref: superviseSlots | ref: supervise    | no step called supervise
                    gpu-inventory.camel.yaml | doWhile: true       | doWhiles: true    | unknown key 'doWhiles'; did you mean 'doWhile'?
                    """)
    void a_fault_in_a_route_of_the_agent_is_said_with_its_file_and_line(
            String name, String sound, String broken, String what, @TempDir Path folder) throws IOException {
        Path routes = copyAgentRoutes(folder);
        Path file = routes.resolve("node-agent").resolve(name);
        String text = Files.readString(file);
        Files.writeString(file, text.replace(sound + "\n", broken + "\n"));
        Path agent = Files.writeString(folder.resolve("node_agent.yaml"), AGENT.formatted("http://127.0.0.1:1"));

        assertThat(check(agent, routes)).isEqualTo(78);
        assertThat(err.toString()).contains(what);
        assertThat(text.lines().toList().get(lineSaid(file) - 1).strip()).isEqualTo(sound);
    }

    @Test
    void nothing_of_the_agent_is_started(@TempDir Path folder) throws Exception {
        Path routes = copyAgentRoutes(folder);
        try (FaultBackend gateway = FaultBackend.start()) {
            Files.writeString(routes.resolve("node-agent/launch.camel.yaml"), AT_ONCE.formatted(gateway.baseUrl()));
            Path agent = Files.writeString(folder.resolve("node_agent.yaml"), AGENT.formatted(gateway.baseUrl()));

            assertThat(check(agent, routes)).as(err.toString()).isZero();

            assertThat(gateway.counts().requests()).isZero();
            assertThat(Path.of("no-state")).doesNotExist();
        }
    }

    private static Path copyAgentRoutes(Path folder) throws IOException {
        Path routes = folder.resolve("routes");
        Path copies = Files.createDirectories(routes.resolve("node-agent"));
        try (Stream<Path> files = Files.list(AGENT_ROUTES)) {
            for (Path file : files.toList()) {
                Files.copy(file, copies.resolve(file.getFileName()));
            }
        }
        return routes;
    }

    private int lineSaid(Path file) {
        Matcher said =
                Pattern.compile(Pattern.quote(file.toString()) + ":(\\d+):").matcher(err.toString());
        assertThat(said.find()).as(err.toString()).isTrue();
        return Integer.parseInt(said.group(1));
    }

    private int check(Path nodeConfig, Path routes) {
        return run(
                "--config",
                "configs/models.example.yaml",
                "--node-config",
                nodeConfig.toString(),
                "--routes",
                routes.toString());
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
