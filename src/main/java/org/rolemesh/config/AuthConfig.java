package org.rolemesh.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The keys of each kind that the gateway accepts; an empty list means that no key of that kind exists. */
public record AuthConfig(List<KeyConfig> clientApiKeys, List<KeyConfig> nodeApiKeys, List<KeyConfig> adminApiKeys) {
    public static final AuthConfig OPEN = new AuthConfig(List.of(), List.of(), List.of());

    public AuthConfig {
        clientApiKeys = distinct("client_api_keys", clientApiKeys);
        nodeApiKeys = distinct("node_api_keys", nodeApiKeys);
        adminApiKeys = distinct("admin_api_keys", adminApiKeys);
    }

    private static List<KeyConfig> distinct(String what, List<KeyConfig> keys) {
        Set<Object> seen = new HashSet<>();
        for (KeyConfig key : keys) {
            if (!seen.add(key.name()) || !seen.add(key.sha256())) {
                throw new IllegalArgumentException(what + " has a name or a key twice; remove one of the two");
            }
        }
        return List.copyOf(keys);
    }
}
