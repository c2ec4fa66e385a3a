package org.rolemesh.e2e.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.testing.AgentUnderTest.CHAT;
import static org.rolemesh.testing.AgentUnderTest.SOON;
import static org.rolemesh.testing.AgentUnderTest.chat;
import static org.rolemesh.testing.AgentUnderTest.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.AgentFolder;
import org.rolemesh.testing.AgentProcess;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.ShellScript;

/** The agent as a program: with keys in its environment, and an {@code nvidia-smi} that does what tests say. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentHostTest {
    private static final String AGENT_KEY = "test-agent-key";
    private static final String GATEWAY_KEY = "test-node-key";
    private static final String WITH_KEY = "Authorization: Bearer " + AGENT_KEY;
    private static final long BIG_MODEL_MIB = 300;
    /** What llama-server gets of an environment, and what shells add to one. */
    private static final List<String> PASSED_ON = List.of(
            "PATH",
            "HOME",
            "LANG",
            "LD_LIBRARY_PATH",
            "TMPDIR",
            "CUDA_VISIBLE_DEVICES",
            "HIP_VISIBLE_DEVICES",
            "PWD",
            "OLDPWD",
            "SHLVL",
            "_");

    @TempDir
    private static Path folder;

    private static Path nvidiaSmi;
    private static AgentFolder host;
    private static FaultBackend gateway;
    private static AgentProcess agent;
    private static URI url;

    @BeforeAll
    static void start() throws Exception {
        gateway = FaultBackend.start(Answers.json(
                200, "{\"status\":\"ok\",\"node_id\":\"box\",\"stale_after_s\":30,\"heartbeat_interval_s\":10}"));
        host = AgentFolder.create(folder, Map.of());
        try (RandomAccessFile big =
                new RandomAccessFile(host.models().resolve("big.gguf").toFile(), "rw")) {
            big.setLength(BIG_MODEL_MIB * 1024 * 1024);
        }
        nvidiaSmi = Files.createDirectory(folder.resolve("bin")).resolve("nvidia-smi");
        Path config =
                Files.writeString(folder.resolve("node_agent.yaml"), host.config("""
                gateways: [{url: "%s", api_key_env: TEST_NODE_KEY}]
                auth: {api_keys: [{name: gateway, key_env: TEST_AGENT_KEY}]}
                slots: {card: {device: "cuda:0"}, one: {device: cpu}}
                roles:
                  planner: {model: planner.gguf, slots: [one]}
                  big: {model: big.gguf, slots: [card]}
                """.formatted(gateway.baseUrl())));
        agent = AgentProcess.start(
                config,
                Map.of(
                        "PATH",
                        nvidiaSmi.getParent().toString(),
                        "TEST_AGENT_KEY",
                        AGENT_KEY,
                        "TEST_NODE_KEY",
                        GATEWAY_KEY,
                        "ROLE_MESH_STATE_DIR",
                        host.state().toString(),
                        "JAVA_TOOL_OPTIONS",
                        "-Drolemesh.gpu.interval-ms=200 -Drolemesh.gpu.timeout-ms=500"),
                "--port",
                "0");
        url = agent.awaitListening(Duration.ofSeconds(60));
    }

    @AfterAll
    static void stop() throws Exception {
        try (AgentProcess running = agent) {
            running.terminate();
            assertThat(running.awaitExit(Duration.ofSeconds(30))).isZero();
        } finally {
            gateway.close();
        }
        host.requireNothingLeft();
    }

    @Test
    void P9_no_key_is_in_the_environment_or_the_command_line_of_a_process() throws Exception {
        assertThat(post(CHAT, chat("planner", "hello")).status()).isEqualTo(200);
        gateway.awaitRequests(1, SOON);
        JsonNode process = slot("one").path("process");
        Path proc = Path.of("/proc", process.path("pid").asText());
        String environment = Files.readString(proc.resolve("environ"), StandardCharsets.ISO_8859_1);
        String command = Files.readString(proc.resolve("cmdline"), StandardCharsets.ISO_8859_1);

        assertThat(command).contains("--api-key-file");
        assertThat(environment + command).doesNotContain(AGENT_KEY, GATEWAY_KEY, launchKey());
        assertThat(Arrays.stream(environment.split("\0")).map(each -> each.split("=", 2)[0]))
                .isNotEmpty()
                .isSubsetOf(PASSED_ON);
    }

    @Test
    void P10_the_agent_lives_without_nvidia_smi() throws Exception {
        Files.deleteIfExists(nvidiaSmi);

        awaitFault("nvidia-smi is in no folder of PATH");

        assertThat(inventory().path("gpus")).isEmpty();
        assertHealthy();
    }

    @Test
    void P10_an_nvidia_smi_that_hangs_costs_its_figures_and_nothing_else() throws Exception {
        ShellScript.write(nvidiaSmi, "echo x >> \"$0.calls\"\n/bin/sleep 600 & wait\n");
        Awaitility.await("asked").atMost(SOON).until(() -> Files.exists(Path.of(nvidiaSmi + ".calls")));

        assertHealthy();
        assertThat(post(CHAT, chat("planner", "hello")).status()).isEqualTo(200);

        awaitFault("nvidia-smi did not end within 500 ms and was killed");
        assertThat(inventory().path("gpus")).isEmpty();
    }

    @Test
    void a_role_that_has_no_room_on_its_card_is_refused_with_both_figures_and_listed_once_there_is() throws Exception {
        freeMib(100);
        Awaitility.await("seen")
                .atMost(SOON)
                .until(() ->
                        inventory().path("gpus").path(0).path("memory_used_mib").asInt() == 24_476);

        Answer refused = Awaitility.await("refused")
                .atMost(SOON)
                .until(() -> post("/v1/roles/big/load", "{}"), answer -> answer.status() == 503);

        assertThat(refused.body()).contains("100 MiB free", "big.gguf alone takes 300 MiB");
        assertThat(slot("card").path("state").asText()).isEqualTo("empty");
        assertThat(models()).contains("cuda:0 has 100 MiB free and big.gguf alone takes 300 MiB");

        freeMib(20_000);

        Awaitility.await("listed").atMost(SOON).until(() -> models().contains("\"id\":\"big\",\"object\":\"model\""));
        assertThat(post(CHAT, chat("big", "hello")).status()).isEqualTo(200);
        assertThat(post("/v1/roles/big/unload", "{}").status()).isEqualTo(202);
        Awaitility.await("unloaded")
                .atMost(SOON)
                .until(() -> slot("card").path("state").asText().equals("empty"));
    }

    private static void freeMib(int free) {
        ShellScript.write(
                nvidiaSmi,
                "echo '0, Tesla P40, GPU-1, 24576, " + (24_576 - free) + ", " + free + ", 3, 41, 50.42, 0, [N/A]'\n");
    }

    private static void awaitFault(String fault) {
        Awaitility.await(fault).atMost(SOON).untilAsserted(() -> assertThat(
                        inventory().path("fault").asText())
                .contains(fault));
    }

    private static void assertHealthy() throws IOException {
        try (RawHttp http = RawHttp.connect(url)) {
            assertThat(http.get("/health").readAnswer(Duration.ofSeconds(1)).status())
                    .isEqualTo(200);
        }
    }

    /** The key that the agent has made for its process, from where it keeps it for the next agent. */
    private static String launchKey() {
        return Awaitility.await("kept").atMost(SOON).until(AgentHostTest::keptKey, key -> !key.isEmpty());
    }

    private static String keptKey() throws IOException {
        Path state = host.state().resolve("agent.json");
        return Files.exists(state)
                ? new ObjectMapper()
                        .readTree(state.toFile())
                        .findPath("api_key")
                        .asText()
                : "";
    }

    private static JsonNode slot(String name) throws IOException {
        JsonNode slots = inventory().path("slots");
        return slots.path(name.equals("card") ? 0 : 1);
    }

    private static JsonNode inventory() throws IOException {
        return json(get("/v1/inventory"));
    }

    private static String models() throws IOException {
        return get("/v1/models").body();
    }

    private static Answer get(String path) throws IOException {
        try (RawHttp http = RawHttp.connect(url)) {
            return http.get(path, WITH_KEY).readAnswer(SOON);
        }
    }

    private static Answer post(String path, String body) throws IOException {
        try (RawHttp http = RawHttp.connect(url)) {
            return http.post(path, body, WITH_KEY).readAnswer(SOON);
        }
    }
}
