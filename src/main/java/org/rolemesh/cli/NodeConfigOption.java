package org.rolemesh.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.NodeAgentConfigLoader;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which node agent's config file a command looks at. */
final class NodeConfigOption {
    @Option(
            names = "--node-config",
            paramLabel = "FILE",
            defaultValue = "${env:ROLE_MESH_NODE_CONFIG:-configs/node_agent.yaml}",
            description = "The node agent's config (ROLE_MESH_NODE_CONFIG, ${DEFAULT-VALUE})")
    private Path file;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    NodeAgentConfig load() throws ConfigInvalid {
        return new NodeAgentConfigLoader(System.getenv()).load(file);
    }

    Path file() {
        return file;
    }

    /** Whether the file is there, or the user says that it is. */
    boolean isMeant() {
        return Files.exists(file) || Named.by(command, "--node-config", "ROLE_MESH_NODE_CONFIG");
    }
}
