package org.rolemesh.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;

/** Reads text as {@code models.yaml} would be. */
final class Read {
    static final String NAME = "models.yaml";

    private Read() {}

    static GatewayConfig config(String yaml) throws ConfigInvalid {
        return config(yaml, Map.of());
    }

    static GatewayConfig config(String yaml, Map<String, String> env) throws ConfigInvalid {
        return new ConfigLoader(env).parse(NAME, yaml);
    }

    static List<Fault> faults(String yaml) {
        return faults(yaml, Map.of());
    }

    /** The faults of a text that must have some. */
    static List<Fault> faults(String yaml, Map<String, String> env) {
        return catchThrowableOfType(ConfigInvalid.class, () -> config(yaml, env))
                .faults();
    }

    static List<String> lines(String yaml) {
        return faults(yaml).stream().map(Fault::toString).toList();
    }

    /** A file whose only alias has these further lines, the first of them on line 6. */
    static String planner(String lines) {
        return """
                version: 1
                models:
                  planner:
                    type: proxy
                    proxy_url: http://127.0.0.1:8011
                """ + lines.indent(4);
    }

    static ProxyModel plannerOf(String lines) throws ConfigInvalid {
        return (ProxyModel) config(planner(lines)).models().get("planner");
    }
}
