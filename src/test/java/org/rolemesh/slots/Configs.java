package org.rolemesh.slots;

import java.util.Map;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.NodeAgentConfigLoader;

/** Configs for tests, as an owner would write them. */
final class Configs {
    private Configs() {}

    /** @param yaml all but {@code version} and {@code node_id} */
    static NodeAgentConfig of(String yaml) {
        try {
            return new NodeAgentConfigLoader(Map.of()).parse("test.yaml", "version: 1\nnode_id: test-host\n" + yaml);
        } catch (ConfigInvalid e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Slots {@code s0}, {@code s1} and so on without cards, and these roles: the lines of a mapping. */
    static NodeAgentConfig of(int slots, String roles) {
        StringBuilder yaml = new StringBuilder("slots:\n");
        for (int i = 0; i < slots; i++) {
            yaml.append("  s").append(i).append(": {device: cpu}\n");
        }
        return of(yaml + "roles:\n" + roles.indent(2));
    }
}
