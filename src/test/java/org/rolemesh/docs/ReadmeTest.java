package org.rolemesh.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.runtime.DemoGateway;
import org.rolemesh.runtime.GatewayServer;
import org.rolemesh.runtime.StartOptions;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;

/** Every command of the README does what it says there. {@code .ci/run} runs the two that this cannot: demo and verify. */
class ReadmeTest {
    private static final Pattern SHELL_BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Path ROUTES = Path.of("routes");

    @Test
    void the_lines_for_the_demo_are_answered_by_it() throws Exception {
        List<String> lines = commands().stream()
                .filter(command -> command.startsWith("curl") && !command.contains("X-Api-Key"))
                .toList();
        assertThat(lines).hasSize(4);
        try (DemoGateway demo = DemoGateway.start("127.0.0.1", 0, ROUTES)) {
            assertThat(run(lines.get(0), demo.port())).contains("\"id\":\"planner\"", "\"id\":\"writer\"");
            assertThat(run(lines.get(1), demo.port())).contains("chat.completion", "Move house");
            assertThat(run(lines.get(2), demo.port()))
                    .contains("chat.completion.chunk")
                    .endsWith("data: [DONE]\n\n");
            assertThat(run(lines.get(3), demo.port())).contains("\"status\":\"ready\"");
        }
    }

    @Test
    void what_the_demo_prints_works_as_printed() throws Exception {
        try (DemoGateway demo = DemoGateway.start("127.0.0.1", 0, ROUTES)) {
            String stream = demo.welcome()
                    .substring(demo.welcome().indexOf("curl -N"), demo.welcome().indexOf("Ctrl-C"));

            assertThat(run(stream, demo.port())).endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void the_example_config_takes_the_key_that_the_readme_shows() throws Exception {
        try (FaultBackend planner = FaultBackend.start(Answers.chat())) {
            String example = Files.readString(Path.of("configs/models.example.yaml"))
                    .replace("http://127.0.0.1:8011", planner.baseUrl().toString());
            try (GatewayServer server = GatewayServer.start(
                    new ConfigLoader(System.getenv()).parse("models.example.yaml", example),
                    new StartOptions("127.0.0.1", 0, ROUTES))) {
                String line = commands().stream()
                        .filter(command -> command.contains("X-Api-Key"))
                        .findFirst()
                        .orElseThrow();

                assertThat(run(line, server.port())).contains("\"id\":\"planner\"");
            }
        }
    }

    @Test
    void the_lines_of_topology_fit_into_the_shipped_router(@TempDir Path routes) throws Exception {
        Matcher lines =
                Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of("README.md")));
        assertThat(lines.find()).isTrue();
        String router = Files.readString(Path.of("routes/topology/route-by-alias.camel.yaml"))
                .replace(
                        "            when: []\n",
                        "            when:\n" + lines.group(1).indent(14));
        Files.writeString(routes.resolve("route-by-alias.camel.yaml"), router);
        assertThat(router).contains("upstream:writer\" }\n            otherwise");

        try (FaultBackend writer = FaultBackend.start(Answers.chat());
                GatewayUnderTest gateway = GatewayUnderTest.start("""
                        default_model: writer
                        models:
                          reviewer: {type: proxy, proxy_url: "http://127.0.0.1:1"}
                          writer: {type: proxy, proxy_url: "%s"}
                        """.formatted(writer.baseUrl()), Map.of(), routes);
                RawHttp client = RawHttp.connect(gateway.url())) {
            client.post("/v1/chat/completions", "{\"model\": \"reviewer\", \"messages\": [{\"role\": \"user\"}]}");

            assertThat(client.readAnswer(Duration.ofSeconds(5)).head().first("X-RoleMesh-Alias"))
                    .contains("writer");
        }
    }

    @Test
    void no_command_is_left_untested() throws IOException {
        assertThat(commands().stream().filter(command -> !command.startsWith("curl")))
                .containsExactlyInAnyOrder(
                        "./rolemesh demo",
                        "./mvnw verify",
                        "cp configs/models.example.yaml configs/models.yaml",
                        "./rolemesh check",
                        "./rolemesh gateway");
    }

    private static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        Matcher blocks = SHELL_BLOCK.matcher(Files.readString(Path.of("README.md")));
        while (blocks.find()) {
            String joined = blocks.group(1).replace("\\\n", " ");
            joined.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(commands::add);
        }
        return commands;
    }

    private static String run(String command, int port) throws IOException, InterruptedException {
        String here = command.replace("127.0.0.1:8000", "127.0.0.1:" + port).replaceFirst("^curl", "curl -sS");
        Process shell =
                new ProcessBuilder("sh", "-c", here).redirectErrorStream(true).start();
        shell.getOutputStream().close();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
