package org.rolemesh.config;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * All that {@code configs/models.yaml} says, with defaults where it does not.
 *
 * @param version of the format, 1
 * @param defaultModel the alias for a request that names none; null only where there are no aliases. It may name a role
 *     that no alias here has, if nodes may bring new roles
 * @param tls what the gateway listens with; none: in plain HTTP
 * @param upstreamTls what it calls upstreams and agents with whose URL begins with https
 * @param models by alias, in the order of the file
 */
public record GatewayConfig(
        int version,
        String defaultModel,
        AuthConfig auth,
        NodesConfig nodes,
        DiscoveryConfig discovery,
        ProbeConfig probe,
        LimitsConfig limits,
        TopologyConfig topology,
        TracingConfig tracing,
        TlsFiles tls,
        TlsFiles upstreamTls,
        Map<String, ModelConfig> models) {
    public GatewayConfig {
        if (version != 1) {
            throw new IllegalArgumentException("version must be 1");
        }
        auth = auth == null ? AuthConfig.OPEN : auth;
        nodes = nodes == null ? NodesConfig.DEFAULT : nodes;
        discovery = discovery == null ? DiscoveryConfig.DEFAULT : discovery;
        probe = probe == null ? ProbeConfig.DEFAULT : probe;
        limits = limits == null ? LimitsConfig.DEFAULT : limits;
        topology = topology == null ? TopologyConfig.DEFAULT : topology;
        tracing = tracing == null ? TracingConfig.DEFAULT : tracing;
        tls = tls == null ? TlsFiles.NONE : tls;
        upstreamTls = upstreamTls == null ? TlsFiles.NONE : upstreamTls;
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        refuseSharedNames(models);
        if (defaultModel == null && models.size() == 1) {
            defaultModel = models.keySet().iterator().next();
        }
        refuseUnknown(defaultModel, models.keySet(), discovery);
    }

    private static void refuseUnknown(String defaultModel, Set<String> aliases, DiscoveryConfig discovery) {
        boolean unnamed = defaultModel == null && !aliases.isEmpty();
        boolean unknown = defaultModel != null && !aliases.contains(defaultModel) && !discovery.allowNewRoles();
        if (unnamed || unknown) {
            throw new IllegalArgumentException("default_model must name one of " + String.join(", ", aliases));
        }
    }

    private static void refuseSharedNames(Map<String, ModelConfig> models) {
        Set<String> names = new HashSet<>();
        models.forEach((alias, model) -> {
            if (!model.alias().equals(alias) || !names.add(model.openaiModelName())) {
                throw new IllegalArgumentException(
                        "models." + alias + " must have its own alias and an openai_model_name that no other has");
            }
        });
    }
}
