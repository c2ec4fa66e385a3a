package org.rolemesh.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.config.NodeAgentConfigLoader;

/** What is shipped is not looked at where a user has it unchanged, so it is looked at here, as if it were the user's. */
class ShippedRoutesReviewTest {
    private static final Path ROUTES = Path.of("routes");

    @TempDir
    private Path folder;

    @Test
    void the_gateways_routes_have_no_fault() throws Exception {
        copyAltered();
        assertThat(RouteCheck.faults(new ConfigLoader(Map.of()).parse("test.yaml", "version: 1\n"), folder))
                .isEmpty();
    }

    @Test
    void the_agents_routes_have_no_fault() throws Exception {
        copyAltered();
        assertThat(RouteCheck.faults(
                        new NodeAgentConfigLoader(Map.of()).load(Path.of("configs/node_agent.example.yaml")), folder))
                .isEmpty();
    }

    private void copyAltered() throws IOException {
        try (Stream<Path> files = Files.walk(ROUTES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(ROUTES.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, "# Mine.\n" + Files.readString(file));
            }
        }
    }
}
