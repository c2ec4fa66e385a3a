package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.rolemesh.testing.BeatLoad;
import org.rolemesh.testing.Figures;
import org.rolemesh.testing.FileWrites;
import org.rolemesh.testing.GatewayProcess;
import org.rolemesh.testing.RawHttp;

/** What 200 nodes cost a gateway in a process of its own, where nobody asks for anything. */
@Isolated
@Tag("load")
class NodesLoadTest {
    private static final int NODES = 200;
    private static final Duration SOON = Duration.ofSeconds(30);
    /** So many beats does it take until the JVM has compiled what they run through. */
    private static final int WARM_UP_ROUNDS = 25;

    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration IDLE = Duration.ofSeconds(3);
    private static final Duration BEATING = Duration.ofSeconds(10);
    private static final double MAX_CORE = 0.01;

    @TempDir
    private Path folder;

    @Test
    void two_hundred_nodes_cost_less_than_a_hundredth_of_a_core_and_one_write_a_second(TestReporter reporter)
            throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(
                config(), "--port", "0", "--state-dir", folder.resolve("state").toString())) {
            URI url = gateway.awaitListening(SOON);
            try (BeatLoad nodes = new BeatLoad(url, NODES);
                    FileWrites writes = new FileWrites(folder.resolve("state/nodes.json"))) {
                long begun = System.nanoTime();
                nodes.beat(WARM_UP_ROUNDS, WARM_UP);
                double idle = core(gateway, IDLE, () -> nodes.beat(0, IDLE));

                double beating = core(gateway, BEATING, () -> nodes.beat(1, BEATING));

                double seconds = (System.nanoTime() - begun) / 1e9;
                Figures.show(
                        reporter,
                        NODES + " nodes beating every 10 s",
                        "%.2f %% of a core, %.2f %% without; %d state writes in %.0f s, never two within %d ms"
                                .formatted(
                                        100 * beating,
                                        100 * idle,
                                        writes.count(),
                                        seconds,
                                        writes.shortestGap().toMillis()));
                assertThat(beating - idle).isLessThan(MAX_CORE);
                assertThat(writes.count()).isBetween(1, (int) seconds + 1);
                assertThat(writes.shortestGap()).isGreaterThan(Duration.ofMillis(900));
                assertThat(inventory(url).split("\"status\":\"live\"", -1)).hasSize(NODES + 1);
            }
        }
    }

    private Path config() throws Exception {
        return Files.writeString(folder.resolve("models.yaml"), """
                version: 1
                models:
                  planner: {type: discovered}
                """);
    }

    /** The share of one core that the gateway uses while this work is done, which takes so long. */
    private static double core(GatewayProcess gateway, Duration time, Work work) throws Exception {
        Duration before = gateway.cpuTime();
        work.run();
        return (double) gateway.cpuTime().minus(before).toNanos() / time.toNanos();
    }

    private static String inventory(URI url) throws Exception {
        try (RawHttp http = RawHttp.connect(url)) {
            return http.get("/v1/nodes").readAnswer(SOON).body();
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }
}
