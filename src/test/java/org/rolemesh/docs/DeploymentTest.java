package org.rolemesh.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.config.NodeAgentConfigLoader;
import org.rolemesh.config.SecretHash;
import org.rolemesh.runtime.AgentServer;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FakeLlama;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.ProxyProcess;

/** What the page on several hosts says can be done by hand, by cron and by systemd's timer, done on one machine. */
class DeploymentTest {
    private static final Page PAGE = Page.read("docs/DEPLOYMENT.md");
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final FaultBackend llamaServer = FaultBackend.start();
    private final FaultBackend ollama = FaultBackend.start().on("/", Answers.json(200, "{}"));
    private final Map<String, String> environment = new HashMap<>();
    private GatewayUnderTest gateway;
    private int agentPort;

    @BeforeEach
    void start_what_the_page_configures() throws IOException {
        environment.putAll(variables(0));
        gateway = gateway(PAGE.blocks("yaml").get(0));
        Files.writeString(folder.resolve("register.curl"), here(PAGE.block("conf")));
        Files.writeString(folder.resolve("node.json"), here(PAGE.blocks("json").get(1)));
    }

    @AfterEach
    void leave_nothing_open() {
        gateway.close();
        llamaServer.close();
        ollama.close();
    }

    @Test
    void three_fields_register_a_host_that_then_answers() throws Exception {
        assertThat(run(line -> line.contains("/register ")))
                .isEqualTo(PAGE.blocks("json").get(0).strip());
        assertThat(run(line -> line.contains("/heartbeat "))).contains("\"status\":\"ok\"");

        assertThat(run(line -> line.contains("/chat/completions "))).contains("Hello from coder");
        assertThat(llamaServer.lastRequest().field("model")).contains("coder");
        assertThat(nodes()).contains("\"status\":\"live\"", "qwen2.5-coder-7b", "\"slots\":4");
    }

    @Test
    void the_readme_shows_the_same_registration() {
        String asPrinted = PAGE.blocks("sh").stream()
                .filter(block -> block.contains("/register "))
                .findFirst()
                .orElseThrow();

        assertThat(Page.read("README.md").text()).contains(asPrinted);
    }

    @Test
    void a_node_is_drained_used_again_and_removed() throws Exception {
        run(line -> line.contains("/register "));

        assertThat(run(line -> line.contains("POST") && line.contains("/drain ")))
                .contains("\"draining\":true");
        assertThat(nodes()).contains("\"status\":\"draining\"");
        assertThat(run(line -> line.contains("/ready?"))).contains("\"status\":\"not_ready\"", "draining");

        assertThat(run(line -> line.contains("DELETE") && line.contains("/drain ")))
                .contains("\"draining\":false");
        assertThat(run(line -> line.contains("/explain "))).contains("\"chosen\":\"gpu-box-1\"");
        assertThat(run(line -> line.contains("/ready?"))).contains("\"status\":\"ready\"");

        assertThat(run(line -> line.contains("DELETE") && !line.contains("/drain ")))
                .contains("\"status\":\"ok\"");
        assertThat(nodes()).doesNotContain("gpu-box-1");
    }

    @Test
    void an_agent_and_a_gateway_with_keys_on_both_sides_work_together() throws Exception {
        gateway.close();
        environment.putAll(variables(1));
        String nodes = PAGE.blocks("yaml").get(2);
        gateway = gateway(PAGE.blocks("yaml").get(0).replace("nodes:\n  allowed_cidrs: [10.0.0.0/24]\n", nodes));
        int first = ProxyProcess.freePort();
        String program = FakeLlama.script(folder.resolve("llama"), Map.of()).toString();
        String config = here(PAGE.blocks("yaml").get(1))
                .replace("host: 10.0.0.5", "host: 127.0.0.1")
                .replace("/srv/models", folder.toString())
                .replace("/usr/local/bin/llama-server}", program + ", port_range: " + first + "-" + (first + 3) + "}");
        for (String model : new String[] {"planner.gguf", "coder.gguf"}) {
            Files.writeString(folder.resolve(model), "no model");
        }

        try (AgentServer agent = AgentServer.start(
                new NodeAgentConfigLoader(environment)
                        .parse("node_agent.yaml", config)
                        .listeningOn("127.0.0.1", 0),
                Path.of("routes"),
                folder.resolve("state"))) {
            agentPort = agent.port();
            try {
                Awaitility.await().atMost(SOON).until(() -> nodes().contains("gpu-box-1"));
                assertThat(run(line -> line.contains("/coder/load "))).contains("\"role\":\"coder\"");
                assertThat(run(line -> line.contains("/chat/completions "))).contains("chat.completion");
                assertThat(run(line -> line.contains("/v1/inventory "))).contains("\"device\":\"cuda:0\"");
                environment.put("AGENT_KEY", "another");
                assertThat(run(line -> line.contains("/v1/inventory "))).contains("invalid_api_key");
            } finally {
                agent.drain();
            }
        }
        assertThat(nodes()).contains("the agent is stopping");
    }

    @Test
    void a_new_key_and_its_hash_fit_the_config() throws Exception {
        String make = PAGE.command(line -> line.startsWith("KEY="));
        String hash = PAGE.command(line -> line.startsWith("printf"));

        String[] said = shell().run(make + "; echo $KEY; " + hash).split("\\s+");

        assertThat(said[0]).matches("[0-9a-f]{64}");
        assertThat(SecretHash.ofHex(said[1])).isEqualTo(SecretHash.of(said[0]));
    }

    @Test
    void the_line_for_cron_registers_an_ollama_host_three_times_a_minute() throws Exception {
        Path pauses = folder.resolve("pauses");
        Path sleep = Files.writeString(folder.resolve("sleep"), "#!/bin/sh\necho $1 >>" + pauses + "\n");
        assertThat(sleep.toFile().setExecutable(true)).isTrue();
        environment.put("PATH", folder + ":" + System.getenv("PATH"));
        String line = PAGE.block("cron").strip();
        assertThat(line).startsWith("* * * * * ").doesNotContain("%");

        assertThat(shell().run(here(line.substring("* * * * * ".length())))).isEmpty();

        assertThat(Files.readAllLines(pauses)).containsExactly("0", "20", "20");
        assertThat(ollama.counts().requests()).isEqualTo(3);
        assertOllamaAnswersByItsOwnModelName();
    }

    @Test
    void the_timer_registers_an_ollama_host() throws Exception {
        Unit service = Unit.read("rolemesh-register.service");
        assertThat(service.value("LoadCredential")).isEqualTo("register.curl:/etc/rolemesh/register.curl");
        environment.put("CREDENTIALS_DIRECTORY", folder.toString());

        assertThat(shell().run(service.value("ExecStart").replace("/usr/bin/", "")))
                .isEmpty();

        assertOllamaAnswersByItsOwnModelName();
    }

    @Test
    void a_host_whose_ollama_is_down_is_not_registered() throws Exception {
        ollama.stop();

        String said = shell().run(here("curl --config /etc/rolemesh/register.curl"));

        assertThat(said).contains(String.valueOf(ollama.port()));
        assertThat(nodes()).isEqualTo("{\"nodes\":[]}");
    }

    @Test
    void files_are_installed_where_the_units_look_for_them() throws Exception {
        Path jar = Files.createFile(folder.resolve("any.jar"));
        PAGE.commands().stream().filter(line -> line.startsWith("install ")).forEach(line -> {
            String here = line.replace("target/rolemesh-gateway.jar", jar.toString())
                    .replaceAll(" /(opt|etc)/", " " + folder + "/$1/");
            assertThat(unchecked(here)).isEmpty();
        });

        String program =
                Unit.read("rolemesh-gateway.service").value("ExecStart").split(" ")[0];
        assertThat(folder.resolve(program.substring(1))).isExecutable();
        for (Path unit : Unit.files()) {
            assertThat(folder.resolve("etc/systemd/system").resolve(unit.getFileName()))
                    .hasSameTextualContentAs(unit);
        }
    }

    @Test
    void no_command_is_left_untested() {
        assertThat(PAGE.commands())
                .filteredOn(line -> !line.matches("(curl|install|printf) .*|KEY=.*"))
                .containsExactly(
                        // A build's .ci/run runs it: it needs the jar.
                        "/opt/rolemesh/rolemesh prepare",
                        "systemctl daemon-reload",
                        "systemctl enable --now rolemesh-gateway",
                        "journalctl -u rolemesh-gateway",
                        "useradd --system --home-dir /var/lib/rolemesh-node-agent --shell /usr/sbin/nologin rolemesh",
                        "/opt/rolemesh/rolemesh prepare",
                        "systemctl daemon-reload",
                        "systemctl enable --now rolemesh-node-agent",
                        "systemctl daemon-reload",
                        "systemctl enable --now rolemesh-register.timer");
        assertThat(PAGE.commands()).filteredOn(line -> line.startsWith("curl")).hasSize(11);
    }

    @Test
    void the_user_of_the_agent_s_unit_is_made_before_it_is_needed() throws Exception {
        Unit unit = Unit.read("rolemesh-node-agent.service");

        assertThat(PAGE.command(line -> line.startsWith("useradd")))
                .endsWith(" " + unit.value("User"))
                .contains("--home-dir /var/lib/" + unit.value("StateDirectory") + " ");
    }

    private void assertOllamaAnswersByItsOwnModelName() throws Exception {
        assertThat(nodes()).contains("ollama-box", "\"status\":\"live\"");
        String chat = PAGE.command(line -> line.contains("/chat/completions ")).replace("coder", "planner");
        assertThat(shell().run(here(chat))).contains("chat.completion");
        assertThat(ollama.lastRequest().field("model")).contains("dolphin3:latest");
    }

    private String nodes() throws Exception {
        return run(line -> line.contains("/v1/nodes -H"));
    }

    private String run(Predicate<String> which) throws Exception {
        return shell().run(here(PAGE.command(which)));
    }

    private String unchecked(String command) {
        try {
            return shell().run(command);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Shell shell() {
        return new Shell(environment);
    }

    /** What one of the page's environment files sets. */
    private static Map<String, String> variables(int file) {
        return PAGE.blocks("ini")
                .get(file)
                .lines()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    private GatewayUnderTest gateway(String config) {
        return GatewayUnderTest.start(
                config.replace("version: 1\n", "").replace("10.0.0.0/24", "127.0.0.0/8"), environment);
    }

    /** The same with this machine's addresses and files. */
    private String here(String text) {
        return text.replace("10.0.0.2:8000", "127.0.0.1:" + gateway.port())
                .replace("10.0.0.5:8091", "127.0.0.1:" + agentPort)
                .replace("10.0.0.5:8011", "127.0.0.1:" + llamaServer.port())
                .replace("10.0.0.6:11434", "127.0.0.1:" + ollama.port())
                .replace("/etc/rolemesh", folder.toString());
    }
}
