package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.rolemesh.testing.BeatLoad;
import org.rolemesh.testing.Figures;
import org.rolemesh.testing.FileWrites;
import org.rolemesh.testing.GatewayProcess;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.ThreadTimes;

/** What 200 nodes that beat every 10 s cost a gateway in a process of its own, where nobody asks for anything. */
@Isolated
@Tag("load")
@EnabledOnOs(OS.LINUX)
class NodesLoadTest {
    private static final int NODES = 200;
    private static final int PER_SECOND = 20;
    private static final Duration SOON = Duration.ofSeconds(30);
    /** Until the JVM has compiled what beats run through. */
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private static final Duration WINDOW = Duration.ofSeconds(3);
    private static final Duration IDLE_WINDOW = Duration.ofMillis(1_500);
    private static final int MAX_WINDOWS = 12;
    private static final double MAX_CORE = 0.01;

    @TempDir
    private Path folder;

    @Test
    void two_hundred_nodes_cost_less_than_a_hundredth_of_a_core_and_one_write_a_second(TestReporter reporter)
            throws Exception {
        Path state = folder.resolve("state");
        try (GatewayProcess gateway = GatewayProcess.start(config(), "--port", "0", "--state-dir", state.toString())) {
            URI url = gateway.awaitListening(SOON);
            long watchedSince = System.nanoTime();
            try (FileWrites writes = new FileWrites(state.resolve("nodes.json"));
                    BeatLoad nodes = new BeatLoad(url, NODES)) {
                nodes.rush(WARM_UP);
                int writesInWarmUp = writes.count();
                int seconds =
                        (int) Duration.ofNanos(System.nanoTime() - watchedSince).toSeconds();
                List<Double> beating = new ArrayList<>();
                List<Double> idle = new ArrayList<>();
                // The compiler catches up; what that costs is not counted.
                core(gateway, nodes, WINDOW, 0);
                do {
                    idle.add(core(gateway, nodes, IDLE_WINDOW, 0));
                    beating.add(core(gateway, nodes, WINDOW, PER_SECOND * (int) WINDOW.toSeconds()));
                } while (beating.size() < MAX_WINDOWS && added(beating, idle) >= MAX_CORE);

                Figures.show(
                        reporter,
                        NODES + " nodes beating every 10 s",
                        "%s of a core, %s without; %d state writes in %d s in which states changed, %d after, never two within %d ms"
                                .formatted(
                                        percents(beating),
                                        percents(idle),
                                        writesInWarmUp,
                                        WARM_UP.toSeconds(),
                                        writes.count() - writesInWarmUp,
                                        writes.shortestGap().toMillis()));
                assertThat(added(beating, idle)).isLessThan(MAX_CORE);
                assertThat(writesInWarmUp).isBetween(2, seconds + 2);
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

    /** The share of one core that the gateway uses in one window with so many beats. */
    private static double core(GatewayProcess gateway, BeatLoad nodes, Duration window, int beats) throws Exception {
        ThreadTimes before = ThreadTimes.of(gateway.pid());
        nodes.beat(beats, window);
        return (double) ThreadTimes.of(gateway.pid()).since(before).toNanos() / window.toNanos();
    }

    /** By the best window of each kind: what else the machine does empties the caches and makes the same work longer. */
    private static double added(List<Double> beating, List<Double> idle) {
        return Collections.min(beating) - Collections.min(idle);
    }

    private static List<String> percents(List<Double> shares) {
        return shares.stream().map(share -> "%.2f %%".formatted(100 * share)).toList();
    }

    private static String inventory(URI url) throws Exception {
        try (RawHttp http = RawHttp.connect(url)) {
            return http.get("/v1/nodes").readAnswer(SOON).body();
        }
    }
}
