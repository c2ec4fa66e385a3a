package org.rolemesh.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;

/** Reads text as {@code node_agent.yaml} would be, on a host that is called gpu-box-1. */
final class ReadNode {
    static final String NAME = "node_agent.yaml";

    private ReadNode() {}

    static NodeAgentConfig config(String yaml) throws ConfigInvalid {
        return config(yaml, Map.of());
    }

    static NodeAgentConfig config(String yaml, Map<String, String> env) throws ConfigInvalid {
        return new NodeAgentConfigLoader(env, () -> "gpu-box-1").parse(NAME, yaml);
    }

    /** The faults of a text that must have some, as they are printed. */
    static List<String> faults(String yaml) {
        return faults(yaml, Map.of());
    }

    static List<String> faults(String yaml, Map<String, String> env) {
        return catchThrowableOfType(ConfigInvalid.class, () -> config(yaml, env)).faults().stream()
                .map(Fault::toString)
                .toList();
    }

    /** A file with the slots gpu0 and gpu1, whose only role has these further lines, the first of them on line 7. */
    static String planner(String lines) {
        return """
                version: 1
                slots: {gpu0: {device: "cuda:0"}, gpu1: {device: "cuda:1"}}
                roles:
                  planner:
                    model: planner.gguf
                    slots: [gpu0, gpu1]
                """ + lines.indent(4);
    }
}
