package org.rolemesh.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.config.GatewayConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which config file a command reads. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:ROLE_MESH_CONFIG:-configs/models.yaml}",
            description = "The gateway's config (ROLE_MESH_CONFIG, ${DEFAULT-VALUE})")
    private Path file;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    GatewayConfig load() throws ConfigInvalid {
        return new ConfigLoader(System.getenv()).load(file);
    }

    Path file() {
        return file;
    }

    /** Whether the file is there, or the user says that it is. */
    boolean isMeant() {
        return Files.exists(file) || Named.by(command, "--config", "ROLE_MESH_CONFIG");
    }
}
