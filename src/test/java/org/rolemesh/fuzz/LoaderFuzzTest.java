package org.rolemesh.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.config.Fault;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.config.NodeAgentConfigLoader;
import org.rolemesh.routecheck.RouteFile;
import org.rolemesh.routecheck.RouteReview;
import org.rolemesh.routecheck.Surroundings;
import org.rolemesh.runtime.RouteCheck;
import org.rolemesh.upstream.UpstreamComponent;

/** Configs and routes that were damaged at random: each is taken, or has faults that name a line; none takes long. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoaderFuzzTest {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Map<String, String> ENV = Map.of("SET", "x");

    @TempDir
    private static Path folder;

    private static CamelContext context;
    private static GatewayConfig config;

    private final Corpus configs =
            Corpus.of(List.of(Path.of("configs/models.example.yaml"), Path.of("configs/node_agent.example.yaml")));
    private final Corpus routes = Corpus.of(Path.of("routes"), ".camel.yaml");

    @BeforeAll
    static void start() throws Exception {
        context = new DefaultCamelContext();
        context.addComponent("upstream", new UpstreamComponent(context, null));
        config = new ConfigLoader(ENV).parse("models.yaml", "version: 1\n");
    }

    @AfterAll
    static void stop() {
        context.stop();
    }

    @Test
    void no_config_is_too_strange() throws Exception {
        FuzzRun.run("configs", 0.1, random -> {
            byte[] bytes = configs.next(random);
            Path file = Files.write(folder.resolve("config.yaml"), bytes);
            return new Loading(bytes, () -> {
                List<Fault> faults = faultsOf(() -> new ConfigLoader(ENV).load(file));
                faultsOf(() -> new NodeAgentConfigLoader(ENV).load(file));
                return faults;
            });
        });
    }

    @Test
    void no_route_is_too_strange() throws Exception {
        FuzzRun.run("routes", 0.15, random -> {
            byte[] bytes = routes.next(random);
            RouteFile file = new RouteFile("mine.camel.yaml", new String(bytes, ISO_8859_1), true, true);
            return new Loading(bytes, () -> new RouteReview(List.of(file), surroundings()).allFaults());
        });
    }

    @Test
    void no_route_is_too_strange_to_be_built() throws Exception {
        Path own = Files.createDirectory(folder.resolve("own"));
        FuzzRun.run("built routes", 0.15, random -> {
            byte[] bytes = routes.next(random);
            Files.write(own.resolve("mine.camel.yaml"), bytes);
            return new Loading(bytes, () -> RouteCheck.faults(config, own));
        });
    }

    private static Surroundings surroundings() {
        return new Surroundings(
                "routes", context, Set.of("noteAnswer"), Optional.of(Set.of("planner")), List.of("alias"));
    }

    private interface Load {
        void load() throws ConfigInvalid;
    }

    private static List<Fault> faultsOf(Load load) {
        try {
            load.load();
            return List.of();
        } catch (ConfigInvalid e) {
            assertThat(e.faults()).isNotEmpty();
            return e.faults();
        }
    }

    private interface Reading {
        List<Fault> faults();
    }

    private record Loading(byte[] input, Reading reading) implements FuzzRun.Tried {
        @Override
        public void check() {
            long began = System.nanoTime();
            List<Fault> faults = reading.faults();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONGEST);
            long lines = new String(input, ISO_8859_1).lines().count() + 1;
            assertThat(faults).allSatisfy(fault -> {
                boolean isOfOther =
                        fault.fileName().equals("own") || fault.fileName().equals("routes");
                assertThat((long) fault.line()).as(fault.toString()).isBetween(1L, isOfOther ? 1 : lines);
                assertThat(fault.what()).isNotBlank();
            });
        }
    }
}
