package org.rolemesh.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a {@link GatewayConfig} of a file's content, and reports what spans several of its values. */
final class GatewayReader {
    /** As OpenTelemetry's own programs take it. */
    private static final String OTLP_ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private final EnvKey env;
    private final KeyReader keys;
    private final ModelReader models;

    GatewayReader(Map<String, String> env) {
        this.env = new EnvKey(env);
        this.keys = new KeyReader(this.env);
        this.models = new ModelReader(this.env);
    }

    Optional<GatewayConfig> read(Section root) {
        AuthConfig auth = keys.read(root.section("auth"));
        NodesConfig nodes = nodes(root.section("nodes"));
        DiscoveryConfig discovery =
                new DiscoveryConfig(root.section("discovery").flag("allow_new_roles", true));
        ProbeConfig probe = probe(root.section("probe"));
        LimitsConfig limits = limits(root.section("limits"));
        TopologyConfig topology = topology(root.section("topology"));
        TracingConfig tracing = tracing(root.section("tracing"));
        TlsFiles tls = TlsReader.ofListener(root).read();
        TlsFiles upstreamTls = upstreamTls(root).read();
        Map<String, ModelConfig> aliases = models(root.section("models").entries());
        checkDefault(root, root.section("models").entries().keySet(), discovery);
        return root.build(() -> new GatewayConfig(
                1,
                root.text("default_model"),
                auth,
                nodes,
                discovery,
                probe,
                limits,
                topology,
                tracing,
                tls,
                upstreamTls,
                aliases));
    }

    /** Reports what is wrong with the files that a config names. */
    static void look(Section root) {
        TlsReader.ofListener(root).look();
        upstreamTls(root).look();
    }

    private static TlsReader upstreamTls(Section root) {
        return TlsReader.ofClient(root.section("upstream_tls"));
    }

    private NodesConfig nodes(Section nodes) {
        List<Cidr> cidrs = new ArrayList<>();
        for (Section cidr : nodes.items("allowed_cidrs")) {
            cidr.build(() -> Cidr.parse(String.valueOf(cidr.text()))).ifPresent(cidrs::add);
        }
        Section keyName = nodes.section("upstream_key_env");
        Secret key = env.readIfSet(keyName)
                .flatMap(value -> keyName.build(() -> new Secret(value)))
                .orElse(null);
        return nodes.build(() -> new NodesConfig(nodes.seconds("stale_after_s"), key, cidrs))
                .orElse(NodesConfig.DEFAULT);
    }

    private static ProbeConfig probe(Section probe) {
        return probe.build(() -> new ProbeConfig(
                        probe.seconds("interval_s"),
                        probe.seconds("timeout_s"),
                        probe.whole("up_after").orElse(ProbeConfig.UP_AFTER),
                        probe.whole("down_after").orElse(ProbeConfig.DOWN_AFTER)))
                .orElse(ProbeConfig.DEFAULT);
    }

    private static LimitsConfig limits(Section limits) {
        return limits.build(() -> new LimitsConfig(
                        limits.whole("max_body_bytes").orElse(LimitsConfig.MAX_BODY_BYTES),
                        limits.whole("max_node_body_bytes").orElse(LimitsConfig.MAX_NODE_BODY_BYTES),
                        limits.seconds("header_timeout_s"),
                        limits.seconds("body_timeout_s"),
                        limits.seconds("stalled_reader_s"),
                        limits.seconds("drain_s"),
                        limits.seconds("keep_alive_idle_s"),
                        limits.whole("max_header_bytes").orElse(LimitsConfig.MAX_HEADER_BYTES),
                        limits.whole("max_request_line_bytes").orElse(LimitsConfig.MAX_REQUEST_LINE_BYTES)))
                .orElse(LimitsConfig.DEFAULT);
    }

    private static TopologyConfig topology(Section topology) {
        return topology.build(() -> new TopologyConfig(topology.texts("request_headers")))
                .orElse(TopologyConfig.DEFAULT);
    }

    private TracingConfig tracing(Section tracing) {
        String endpoint = tracing.has("otlp_endpoint")
                ? tracing.text("otlp_endpoint")
                : env.usual(OTLP_ENDPOINT).orElse(null);
        return tracing.build(() -> new TracingConfig(endpoint)).orElse(TracingConfig.DEFAULT);
    }

    private Map<String, ModelConfig> models(Map<String, Section> entries) {
        Map<String, ModelConfig> read = new LinkedHashMap<>();
        Map<String, Section> owners = new HashMap<>();
        entries.forEach((alias, entry) -> {
            String name = Optional.ofNullable(entry.text("openai_model_name")).orElse(alias);
            Section owner = owners.putIfAbsent(name, entry);
            if (owner != null) {
                Section culprit = entry.has("openai_model_name") ? entry.section("openai_model_name") : entry;
                culprit.fault("gives clients the same id as the alias on line " + owner.line()
                        + "; give one of the two another openai_model_name");
            }
            models.read(alias, entry).ifPresent(model -> read.put(alias, model));
        });
        return read;
    }

    private static void checkDefault(Section root, Set<String> aliases, DiscoveryConfig discovery) {
        String name = root.text("default_model");
        Section place = root.section("default_model");
        if (!root.has("default_model") && !root.mistypes("default_model") && aliases.size() > 1) {
            root.fault("has no 'default_model'; add it, naming one of " + String.join(", ", aliases));
        }
        if (name != null && !aliases.contains(name) && !discovery.allowNewRoles() && !place.isFaulty()) {
            String exist = aliases.isEmpty() ? "there are none" : "there are " + String.join(", ", aliases);
            place.fault("names no alias under models; " + exist + Suggestion.question(name, aliases));
        }
    }
}
