package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.AgentHost.SOON;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.rolemesh.testing.Figures;
import org.rolemesh.testing.GatewayProcess;
import org.rolemesh.testing.ProcessUse;
import org.rolemesh.testing.RequiresLlamaServer;

/** What an agent takes of its host while its models have nothing to do. */
@RequiresLlamaServer
@Isolated
@Tag("load")
class NodeAgentIdleTest {
    private static final long MAX_RESIDENT_MIB = 130;
    private static final double MAX_OF_A_CORE = 0.01;
    /** Until the JVM has compiled what only a timer runs, and has cleared up after the one request. */
    private static final Duration SETTLED = Duration.ofSeconds(15);

    /** As the config says that says nothing of it. */
    private static final double HEARTBEAT_SECONDS = 10;

    /** Two heartbeats. */
    private static final Duration WINDOW = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void an_idle_agent_takes_little_memory_and_next_to_no_time(TestReporter reporter) throws Exception {
        Path config = Files.writeString(
                Files.createDirectory(folder.resolve("gateway")).resolve("models.yaml"), "version: 1\n");
        try (GatewayProcess gateway = GatewayProcess.start(config, "--port", "0");
                AgentHost host = new AgentHost(
                        folder.resolve("host"),
                        "host",
                        "21380-21399",
                        gateway.awaitListening(SOON),
                        HEARTBEAT_SECONDS)) {
            host.configure("""
                    slots: {cpu0: {device: cpu}}
                    roles: {planner: {model: tiny-planner.gguf, slots: [cpu0], preload: true, n_ctx: 1024}}
                    """).start();
            host.awaitReady("cpu0", "planner");
            assertThat(ShortChat.streamed("planner").ask(host.url()).status()).isEqualTo(200);

            ProcessUse before = useAfter(SETTLED, host.agent().pid());
            ProcessUse after = useAfter(WINDOW, host.agent().pid());

            double share = after.ofACoreSince(before);
            Figures.show(
                    reporter,
                    "idle agent",
                    "%d MiB resident, %.2f %% of a core".formatted(after.residentMebibytes(), 100 * share));
            assertThat(after.residentMebibytes()).isLessThan(MAX_RESIDENT_MIB);
            assertThat(share).isLessThan(MAX_OF_A_CORE);
        }
    }

    private static ProcessUse useAfter(Duration time, long pid) {
        return Awaitility.await()
                .pollDelay(time)
                .atMost(time.plusSeconds(5))
                .until(() -> ProcessUse.of(pid), use -> true);
    }
}
