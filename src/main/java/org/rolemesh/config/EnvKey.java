package org.rolemesh.config;

import java.util.Map;
import java.util.Optional;

/** Looks up the key in an environment variable that a file names. */
final class EnvKey {
    private final Map<String, String> env;

    EnvKey(Map<String, String> env) {
        this.env = Map.copyOf(env);
    }

    /** The value of a variable that needs no naming; empty where it is not set, or empty. */
    Optional<String> usual(String name) {
        return Optional.ofNullable(env.get(name)).filter(value -> !value.isBlank());
    }

    /** The variable's value; empty where the section names none, or names one that is not set or empty. */
    Optional<String> readIfSet(Section name) {
        return name.text() == null || name.isFaulty()
                ? Optional.empty()
                : Optional.ofNullable(env.get(name.text())).filter(value -> !value.isBlank());
    }

    /** The variable's value; empty where the section names none, or a fault says why there is none. */
    Optional<String> read(Section name) {
        if (name.text() == null || name.isFaulty()) {
            return Optional.empty();
        }
        String value = env.get(name.text());
        if (value == null || value.isBlank()) {
            name.fault("names an environment variable that is " + (value == null ? "not set" : "empty")
                    + "; set it, or remove this line");
            return Optional.empty();
        }
        return Optional.of(value);
    }
}
