package org.rolemesh.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.nodes.NodeAddresses;

class GatewayServerTest {
    @TempDir
    private Path folder;

    @Test
    void a_gateway_that_cannot_be_made_leaves_the_state_folder_to_the_next() throws Exception {
        GatewayConfig config = new ConfigLoader(Map.of()).parse("test.yaml", "version: 1\nmodels: {}\n");

        assertThatThrownBy(() -> GatewayServer.start(config, new StartOptions("127.0.0.1", 0, null, folder, null)))
                .isInstanceOf(NullPointerException.class);

        try (KeptNodes next = KeptNodes.open(folder)) {
            assertThat(next.load(new NodeAddresses(List.of()))).isEmpty();
        }
    }
}
