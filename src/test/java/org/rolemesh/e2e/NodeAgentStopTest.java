package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.AgentHost.SOON;
import static org.rolemesh.e2e.AgentHost.get;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.rolemesh.testing.Figures;
import org.rolemesh.testing.GatewayProcess;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RequiresLlamaServer;

/** An agent that is stopped for good, with a real llama-server loaded. */
@RequiresLlamaServer
@Isolated
class NodeAgentStopTest {
    @TempDir
    private Path folder;

    private GatewayProcess gateway;
    private URI url;
    private AgentHost host;
    private long server;
    private int serverPort;

    @BeforeEach
    void a_role_is_loaded() throws Exception {
        Path config = Files.writeString(
                Files.createDirectory(folder.resolve("gateway")).resolve("models.yaml"), "version: 1\n");
        gateway = GatewayProcess.start(config, "--port", "0");
        url = gateway.awaitListening(SOON);
        host = new AgentHost(folder.resolve("host"), "host", "21360-21379", url, 9).configure("""
                slots: {cpu0: {device: cpu}}
                roles:
                  planner: {model: tiny-planner.gguf, slots: [cpu0], preload: true, args: ["--context-shift"]}
                """);
        host.start();
        server = host.awaitReady("cpu0", "planner");
        serverPort = host.slot("cpu0").path("process").path("port").asInt();
        awaitListed(true);
    }

    @AfterEach
    void leave_nothing_running() {
        if (host != null) {
            host.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test
    void a_stopped_agent_is_out_at_once_and_leaves_nothing(TestReporter reporter) throws Exception {
        long asked = System.nanoTime();
        host.agent().terminate();
        awaitListed(false);
        long out = millisSince(asked);

        int status = host.agent().awaitExit(SOON);

        Figures.show(
                reporter,
                "stopped agent",
                "out of the gateway's list after %d ms, gone after %d ms".formatted(out, millisSince(asked)));
        assertThat(out).isLessThan(1_000);
        assertThat(status).isZero();
        assertThat(ProcessHandle.of(server)).isEmpty();
        assertThat(host.servers()).isEmpty();
        for (int port : List.of(serverPort, host.url().getPort())) {
            Assertions.assertThatThrownBy(() -> RawHttp.connect("127.0.0.1", port))
                    .isInstanceOf(ConnectException.class);
        }
        assertThat(files(host.temporaryFolder())).isEmpty();
        assertThat(files(host.stateFolder()))
                .allMatch(file -> file.matches("agent(\\.previous)?\\.json|.*\\.lock|cpu0\\.log"), "kept");
        assertThat(host.stateFolder().resolve("agent.json")).content().doesNotContain("api_key");
    }

    @Test
    void a_second_signal_does_not_wait_for_an_endless_stream() throws Exception {
        try (RawHttp client = RawHttp.connect(host.url()).post(Chats.PATH, new ShortChat("planner", -1, true).body())) {
            assertThat(client.readHead(SOON).status()).isEqualTo(200);
            assertThat(client.nextEvent(SOON)).isPresent();
            host.agent().terminate();
            host.agent().awaitLine(Pattern.compile("draining in_flight=1"), SOON);
            assertThat(client.nextEvent(SOON)).as("the stream goes on").isPresent();

            host.agent().terminate();

            assertThat(host.agent().awaitExit(SOON)).isEqualTo(143);
        }
    }

    private void awaitListed(boolean listed) {
        Awaitility.await()
                .atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> get(url, "/v1/models")
                                .path("data")
                                .findValuesAsText("id")
                                .contains("planner")
                        == listed);
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
