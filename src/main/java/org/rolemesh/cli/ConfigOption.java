package org.rolemesh.cli;

import java.nio.file.Path;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.config.GatewayConfig;
import picocli.CommandLine.Option;

/** Which config file a command reads. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:ROLE_MESH_CONFIG:-configs/models.yaml}",
            description = "The gateway's config (ROLE_MESH_CONFIG, ${DEFAULT-VALUE})")
    private Path file;

    GatewayConfig load() throws ConfigInvalid {
        return new ConfigLoader(System.getenv()).load(file);
    }

    Path file() {
        return file;
    }
}
