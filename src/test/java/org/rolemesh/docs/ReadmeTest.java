package org.rolemesh.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.NodeAgentConfigLoader;
import org.rolemesh.runtime.AgentServer;
import org.rolemesh.runtime.DemoGateway;
import org.rolemesh.runtime.GatewayServer;
import org.rolemesh.runtime.StartOptions;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;

/** Every command of the README does what it says there. {@code .ci/run} runs the two that this cannot: demo and verify. */
class ReadmeTest {
    private static final Page PAGE = Page.read("README.md");
    private static final Path ROUTES = Path.of("routes");

    @Test
    void the_lines_for_the_demo_are_answered_by_it() throws Exception {
        List<String> lines = PAGE.commands().stream()
                .filter(command ->
                        command.startsWith("curl") && command.contains(":8000") && !command.contains("X-Api-Key"))
                .toList();
        assertThat(lines).hasSize(4);
        try (DemoGateway demo = DemoGateway.start("127.0.0.1", 0, ROUTES)) {
            awaitReady(demo.port());
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
            awaitReady(demo.port());
            String stream = demo.welcome()
                    .substring(demo.welcome().indexOf("curl -N"), demo.welcome().indexOf("Ctrl-C"));

            assertThat(run(stream, demo.port())).endsWith("data: [DONE]\n\n");
        }
    }

    /** On a machine that is busy, the first probe of a JVM that has just started may take too long. */
    private static void awaitReady(int port) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> run(
                        "curl 'http://127.0.0.1:8000/ready?roles=planner,writer'", port)
                .contains("\"status\":\"ready\""));
    }

    @Test
    void the_example_config_takes_the_key_that_the_readme_shows() throws Exception {
        try (FaultBackend planner = FaultBackend.start(Answers.chat())) {
            String example = Files.readString(Path.of("configs/models.example.yaml"))
                    .replace("http://127.0.0.1:8011", planner.baseUrl().toString());
            try (GatewayServer server = GatewayServer.start(
                    new ConfigLoader(System.getenv()).parse("models.example.yaml", example),
                    new StartOptions("127.0.0.1", 0, ROUTES))) {
                String line = PAGE.command(command -> command.contains("X-Api-Key"));

                assertThat(run(line, server.port())).contains("\"id\":\"planner\"");
            }
        }
    }

    @Test
    void the_example_config_of_the_agent_works_as_it_is(@TempDir Path state) throws Exception {
        String example = Files.readString(Path.of("configs/node_agent.example.yaml"))
                .replace("http://127.0.0.1:8000", "http://127.0.0.1:1");
        NodeAgentConfig config = new NodeAgentConfigLoader(Map.of())
                .parse("node_agent.example.yaml", example)
                .listeningOn("127.0.0.1", 0);
        try (AgentServer agent = AgentServer.start(config, ROUTES, state)) {
            String line = PAGE.command(command -> command.contains(":8091"))
                    .replace("127.0.0.1:8091", "127.0.0.1:" + agent.port());

            assertThat(new Shell(Map.of()).run(line)).contains("\"name\":\"gpu0\"", "\"role\":\"writer\"");
        }
    }

    @Test
    void the_lines_of_topology_fit_into_the_shipped_router(@TempDir Path routes) throws Exception {
        String router = Files.readString(Path.of("routes/topology/route-by-alias.camel.yaml"))
                .replace(
                        "            when: []\n",
                        "            when:\n" + PAGE.block("yaml").indent(14));
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
        assertThat(PAGE.commands().stream().filter(command -> !command.startsWith("curl")))
                .containsExactlyInAnyOrder(
                        "./rolemesh demo",
                        "./mvnw verify",
                        "cp configs/models.example.yaml configs/models.yaml",
                        "./rolemesh check",
                        "./rolemesh gateway",
                        "cp configs/node_agent.example.yaml configs/node_agent.yaml",
                        "./rolemesh node-agent");
    }

    private static String run(String command, int port) throws IOException, InterruptedException {
        return new Shell(Map.of()).run(command.replace("127.0.0.1:8000", "127.0.0.1:" + port));
    }
}
