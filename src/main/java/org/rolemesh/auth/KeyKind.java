package org.rolemesh.auth;

/** What a key is for. A key of one kind opens no door of another. */
public enum KeyKind {
    /** Asks models for answers. */
    CLIENT("client_api_keys"),
    /** Registers a node and sends its heartbeats. */
    NODE("node_api_keys"),
    /** Looks at the inventory, drains, reloads. */
    ADMIN("admin_api_keys");

    private final String configKey;

    KeyKind(String configKey) {
        this.configKey = configKey;
    }

    /** The key under {@code auth:} in the config that lists keys of this kind. */
    public String configKey() {
        return configKey;
    }
}
