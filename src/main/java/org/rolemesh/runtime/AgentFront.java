package org.rolemesh.runtime;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.rolemesh.config.AuthConfig;
import org.rolemesh.config.DiscoveredModel;
import org.rolemesh.config.DiscoveryConfig;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.config.ModelConfig;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.RoleConfig;

/**
 * An agent's front door is a gateway's, whose aliases are the agent's roles and whose nodes are its slots: this is what
 * such a gateway's config would say.
 */
final class AgentFront {
    private AgentFront() {}

    static GatewayConfig of(NodeAgentConfig config) {
        Map<String, ModelConfig> models = new LinkedHashMap<>();
        config.roles().values().forEach(role -> models.put(role.role(), model(role)));
        return new GatewayConfig(
                config.version(),
                defaultRole(config),
                // Whoever may call the agent may also control it.
                new AuthConfig(config.apiKeys(), List.of(), config.apiKeys()),
                null,
                new DiscoveryConfig(false),
                null,
                null,
                null,
                null,
                null,
                null,
                models);
    }

    private static DiscoveredModel model(RoleConfig role) {
        return new DiscoveredModel(
                role.role(),
                null,
                null,
                null,
                null,
                OptionalInt.empty(),
                null,
                role.loadTimeout(),
                Optional.empty(),
                role.role());
    }

    /** The first that is preloaded, else the first. */
    private static String defaultRole(NodeAgentConfig config) {
        return config.roles().values().stream()
                .filter(RoleConfig::preload)
                .findFirst()
                .or(() -> config.roles().values().stream().findFirst())
                .map(RoleConfig::role)
                .orElse(null);
    }
}
