package org.rolemesh.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.config.NodeAgentConfigLoader;
import org.rolemesh.runtime.AgentServer;
import org.rolemesh.testing.FakeLlama;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.ProxyProcess;

/** What the page on the node agent says can be done, done with a llama-server that is none. */
class NodeAgentPageTest {
    private static final Page PAGE = Page.read("docs/NODE_AGENT.md");
    private static final Path ROUTES = Path.of("routes");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MIB = 1024 * 1024;

    @TempDir
    private Path folder;

    private Path program;
    private int port;

    @BeforeEach
    void put_programs_and_models_there() throws IOException {
        program = FakeLlama.script(folder.resolve("llama"), Map.of());
        Files.createDirectories(folder.resolve("models"));
        for (String model : new String[] {"planner.gguf", "writer.gguf"}) {
            Files.writeString(folder.resolve("models").resolve(model), "no model");
        }
    }

    @Test
    void a_chat_loads_the_role_that_it_names() throws Exception {
        withAgent("", agent -> {
            assertThat(run("/chat/completions ")).contains("chat.completion", "\"model\":\"planner\"");

            assertThat(inventory().at("/slots/0/role").asText()).isEqualTo("planner");
            assertThat(inventory().at("/slots/0/state").asText()).isEqualTo("ready");
        });
    }

    @Test
    void a_gateway_that_the_file_names_has_the_roles() throws Exception {
        try (GatewayUnderTest gateway = GatewayUnderTest.start("")) {
            String gateways = PAGE.blocks("yaml").get(1).replace("127.0.0.1:8000", "127.0.0.1:" + gateway.port());
            withAgent(gateways, agent -> {
                gateway.awaitListed("planner", true);
                gateway.awaitListed("writer", true);

                port = gateway.port();
                assertThat(run("/chat/completions ")).contains("chat.completion");
            });
        }
    }

    @Test
    void a_role_is_loaded_ahead_of_time_and_unloaded() throws Exception {
        withAgent("", agent -> {
            assertThat(run("/load$")).isEqualTo(PAGE.blocks("json").get(0).strip());
            awaitState("ready");

            assertThat(run("/unload$")).isEqualTo(PAGE.blocks("json").get(1).strip());
            awaitState("empty");
        });
    }

    @Test
    void the_log_of_a_slot_is_shown_and_followed() throws Exception {
        withAgent("", agent -> {
            run("/load$");
            awaitState("ready");

            assertThat(run("lines=20")).contains("listening on http://127.0.0.1:");
            String follow = PAGE.command(line -> line.contains("follow=1"));
            assertThat(new Shell(Map.of()).run(here(follow) + " --max-time 1"))
                    .contains("listening on http://127.0.0.1:");
        });
    }

    @Test
    void the_inventory_has_the_fields_that_the_page_shows() throws Exception {
        Set<String> shown = fields(JSON.readTree(PAGE.blocks("json").get(2)));
        withAgent("", agent -> {
            run("/load$");
            awaitState("ready");
            long pid = inventory().at("/slots/0/process/pid").asLong();
            assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> inventory().at("/slots/0/restarts").asInt() == 1);
            run("/chat/completions ");

            Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(fields(inventory()))
                    .isEqualTo(shown));
            assertThat(inventory().at("/slots/0/last_exit/how").asText()).isEqualTo("killed by SIGKILL");
        });
    }

    /** As printed: check, start, refuse for want of memory, hand over by SIGHUP, adopt, end by SIGTERM. */
    @Test
    void the_program_does_as_the_page_says() throws Exception {
        Installation here = Installation.in(
                folder,
                Map.of(
                        "PATH",
                        cardAlmostFull() + ":" + System.getenv("PATH"),
                        "ROLE_MESH_STATE_DIR",
                        folder.resolve("state").toString()));
        port = ProxyProcess.freePort();
        Files.createDirectories(folder.resolve("configs"));
        Files.writeString(
                folder.resolve("configs/node_agent.yaml"),
                config("port: " + port + "\n")
                        .replace("  cpu0: {device: cpu}\n", "  cpu0: {device: cpu}\n  gpu0: {device: \"cuda:0\"}\n")
                        .replace("roles:\n", "roles:\n  coder: {model: coder.gguf, slots: [gpu0]}\n"));
        String start = PAGE.blocks("sh").get(0).lines().skip(1).findFirst().orElseThrow();

        assertThat(here.run(PAGE.command(line -> line.startsWith("./rolemesh check"))))
                .contains("configs/node_agent.yaml: 3 roles, 2 slots", "no faults");
        long pid;
        try (Installation.Running agent = here.start(start)) {
            agent.awaitSaid("node agent is listening");
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> inventory().at("/gpus/0").isObject());
            assertThat(inventory().at("/gpus/0"))
                    .isEqualTo(JSON.readTree(PAGE.blocks("json").get(3)));
            String loadCoder = PAGE.command(line -> line.endsWith("/load")).replace("planner", "coder");
            assertThat(new Shell(Map.of()).run(here(loadCoder)))
                    .isEqualTo(PAGE.blocks("json").get(4).strip());
            run("/chat/completions ");
            pid = inventory().at("/slots/0/process/pid").asLong();

            new Shell(Map.of("AGENT_PID", Long.toString(agent.process().pid())))
                    .run(PAGE.command(line -> line.startsWith("kill")));
            assertThat(agent.awaitExit()).isZero();
        }
        assertThat(isAlive(pid)).isTrue();
        try (Installation.Running agent = here.start(start)) {
            agent.awaitSaid("node agent is listening");
            awaitState("ready");
            assertThat(inventory().at("/slots/0/process/pid").asLong()).isEqualTo(pid);
            assertThat(inventory().at("/slots/0/process/adopted").asBoolean()).isTrue();

            agent.signal("TERM");
            assertThat(agent.awaitExit()).isZero();
        } finally {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        assertThat(FakeLlama.starts(folder.resolve("llama"))).hasSize(1);
        assertThat(folder.resolve("state/agent.json")).content().doesNotContain("\"pid\"");
    }

    @Test
    void no_command_is_left_untested() {
        assertThat(PAGE.commands())
                .filteredOn(line -> !line.startsWith("curl"))
                .containsExactly(
                        "./rolemesh check --node-config configs/node_agent.yaml",
                        "./rolemesh node-agent --config configs/node_agent.yaml",
                        "kill -HUP $AGENT_PID",
                        "./rolemesh node-agent --config configs/node_agent.yaml");
        assertThat(PAGE.commands()).filteredOn(line -> line.startsWith("curl")).hasSize(6);
    }

    private interface Visit {
        void to(AgentServer agent) throws Exception;
    }

    private void withAgent(String more, Visit visit) throws Exception {
        try (AgentServer agent = AgentServer.start(
                new NodeAgentConfigLoader(Map.of())
                        .parse("node_agent.yaml", config(more))
                        .listeningOn("127.0.0.1", 0),
                ROUTES,
                folder.resolve("state"))) {
            port = agent.port();
            try {
                visit.to(agent);
            } finally {
                agent.drain();
            }
        }
    }

    /** The page's config, with this machine's files, and further lines. */
    private String config(String more) {
        int first = ProxyProcess.freePort();
        return PAGE.blocks("yaml")
                        .get(0)
                        .replace("/srv/models", folder.resolve("models").toString())
                + "llama_server: {path: \"" + program + "\", port_range: " + first + "-" + (first + 3) + "}\n"
                + more;
    }

    /** The folder of a tool that shows one card. */
    private Path cardAlmostFull() throws Exception {
        try (RandomAccessFile model =
                new RandomAccessFile(folder.resolve("models/coder.gguf").toFile(), "rw")) {
            model.setLength(4900 * MIB);
        }
        Path tools = Files.createDirectories(folder.resolve("tools"));
        Path text = Files.writeString(
                tools.resolve("nvidia-smi.text"),
                "#!/bin/sh\necho '0, NVIDIA GeForce RTX 3060, GPU-5f1d2a7c-0b7e-4c11-9a35-2f6f5a0c1d2e, 12288, 8912, 3164,"
                        + " 3, 48, 36.42, [N/A], [N/A]'\n");
        new Shell(Map.of())
                .result(
                        "install",
                        "-m",
                        "700",
                        text.toString(),
                        tools.resolve("nvidia-smi").toString());
        return tools;
    }

    private void awaitState(String state) {
        Awaitility.await()
                .atMost(SOON)
                .until(() -> inventory().at("/slots/0/state").asText().equals(state));
    }

    private JsonNode inventory() throws IOException, InterruptedException {
        return JSON.readTree(run("/inventory$"));
    }

    /** Runs the curl line of the page that has this in it; a dollar sign is its end. */
    private String run(String what) throws IOException, InterruptedException {
        return new Shell(Map.of())
                .run(here(PAGE.command(line -> line.startsWith("curl") && (line + "$").contains(what))));
    }

    private String here(String command) {
        return command.replace("127.0.0.1:8091", "127.0.0.1:" + port);
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    /** The paths of all fields, whatever the number of elements in arrays. */
    private static Set<String> fields(JsonNode json) {
        Set<String> paths = new TreeSet<>();
        collect("", json, paths);
        return paths;
    }

    private static void collect(String path, JsonNode json, Set<String> paths) {
        json.properties().forEach(entry -> {
            paths.add(path + "/" + entry.getKey());
            collect(path + "/" + entry.getKey(), entry.getValue(), paths);
        });
        if (json.isArray()) {
            json.forEach(element -> collect(path + "/*", element, paths));
        }
    }
}
