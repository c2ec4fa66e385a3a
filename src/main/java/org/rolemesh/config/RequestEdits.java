package org.rolemesh.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is changed in a request's body on its way upstream. The nodes must not be altered by their reader.
 *
 * @param model the upstream's own name for the model; null: the alias's {@code openai_model_name}
 * @param defaults fields set where the request does not say
 * @param overrides fields set whatever the request says
 * @param strip fields removed
 */
public record RequestEdits(
        String model, Map<String, JsonNode> defaults, Map<String, JsonNode> overrides, Set<String> strip) {
    public static final RequestEdits NONE = new RequestEdits(null, Map.of(), Map.of(), Set.of());

    public RequestEdits {
        defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
        overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
        strip = Collections.unmodifiableSet(new LinkedHashSet<>(strip));
        if (model != null && model.isEmpty()) {
            throw new IllegalArgumentException("defaults.model must not be empty");
        }
        if (defaults.containsKey("model") || overrides.containsKey("model") || strip.contains("model")) {
            throw new IllegalArgumentException("model is set with defaults.model only");
        }
        if (!Collections.disjoint(overrides.keySet(), strip)) {
            throw new IllegalArgumentException("a field cannot be in both overrides and strip; remove one of the two");
        }
    }
}
