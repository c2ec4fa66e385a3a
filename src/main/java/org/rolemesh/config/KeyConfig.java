package org.rolemesh.config;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One key that may call the gateway, or a node agent. The key itself is not kept.
 *
 * @param name what logs call the key
 * @param roles the roles it may see and use, in which {@code *} stands for any characters; empty: every role
 * @param nodeId the only node that may use a node key; null: any node
 */
public record KeyConfig(String name, SecretHash sha256, List<String> roles, String nodeId) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern ROLE_GLOB = Pattern.compile("[A-Za-z0-9._:/*-]{1,128}");

    public KeyConfig {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name must be 1 to 64 of the characters A-Z a-z 0-9 . _ - and begin with" + " a letter or digit");
        }
        Objects.requireNonNull(sha256, "sha256");
        roles = List.copyOf(roles);
        if (!roles.stream().allMatch(role -> ROLE_GLOB.matcher(role).matches())) {
            throw new IllegalArgumentException("roles must be role names, in which * stands for any characters");
        }
        if (nodeId != null && !NameRule.NODE_ID.allows(nodeId)) {
            throw new IllegalArgumentException("node_id " + NameRule.NODE_ID.words());
        }
    }
}
