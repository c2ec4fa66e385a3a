package org.rolemesh.config;

import java.util.List;

/** The keys of each kind that the gateway accepts; an empty list means that no key of that kind exists. */
public record AuthConfig(List<KeyConfig> clientApiKeys, List<KeyConfig> nodeApiKeys, List<KeyConfig> adminApiKeys) {
    public static final AuthConfig OPEN = new AuthConfig(List.of(), List.of(), List.of());

    public AuthConfig {
        clientApiKeys = Require.distinct("client_api_keys", clientApiKeys);
        nodeApiKeys = Require.distinct("node_api_keys", nodeApiKeys);
        adminApiKeys = Require.distinct("admin_api_keys", adminApiKeys);
    }
}
