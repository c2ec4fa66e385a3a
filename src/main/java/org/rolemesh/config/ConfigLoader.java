package org.rolemesh.config;

import java.nio.file.Path;
import java.util.Map;

/** Reads the gateway's {@code models.yaml}. Safe for use by many threads. */
public final class ConfigLoader {
    private final ConfigFile<GatewayConfig> file;

    /** @param env the environment variables that a file may refer to */
    public ConfigLoader(Map<String, String> env) {
        this.file = new ConfigFile<>(
                "/configs/models.schema.json",
                env,
                new GatewayReader(env)::read,
                GatewayReader::look,
                "copy configs/models.example.yaml to it, name another file with --config, or try ./rolemesh demo");
    }

    /**
     * Reads a file, and looks at those for TLS that it names.
     *
     * @throws ConfigInvalid with every fault of the file, also where it is missing or unreadable
     */
    public GatewayConfig load(Path path) throws ConfigInvalid {
        return file.load(path);
    }

    /**
     * Reads text that is already in memory, and no file.
     *
     * @param fileName what faults call the text
     * @throws ConfigInvalid with every fault of the text
     */
    public GatewayConfig parse(String fileName, String yaml) throws ConfigInvalid {
        return file.parse(fileName, yaml);
    }
}
