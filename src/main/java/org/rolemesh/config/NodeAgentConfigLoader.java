package org.rolemesh.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/** Reads the node agent's {@code node_agent.yaml}. Safe for use by many threads. */
public final class NodeAgentConfigLoader {
    private final ConfigFile<NodeAgentConfig> file;

    /** @param env the environment variables that a file may refer to */
    public NodeAgentConfigLoader(Map<String, String> env) {
        this(env, HostName::ofThisMachine);
    }

    NodeAgentConfigLoader(Map<String, String> env, Supplier<String> hostName) {
        this.file = new ConfigFile<>(
                "/configs/node_agent.schema.json",
                env,
                new NodeAgentReader(env, hostName)::read,
                NodeAgentReader::look,
                "copy configs/node_agent.example.yaml to it, or name another file");
    }

    /**
     * Reads a file, and looks at those for TLS that it names.
     *
     * @throws ConfigInvalid with every fault of the file, also where it is missing or unreadable
     */
    public NodeAgentConfig load(Path path) throws ConfigInvalid {
        return file.load(path);
    }

    /**
     * Reads text that is already in memory, and no file.
     *
     * @param fileName what faults call the text
     * @throws ConfigInvalid with every fault of the text
     */
    public NodeAgentConfig parse(String fileName, String yaml) throws ConfigInvalid {
        return file.parse(fileName, yaml);
    }
}
