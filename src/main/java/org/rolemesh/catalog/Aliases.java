package org.rolemesh.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.config.ModelConfig;
import org.rolemesh.config.ProxyModel;
import org.rolemesh.config.RequestEdits;
import org.rolemesh.openai.BodyEdits;

/** Makes the first snapshot from the config: every alias, and nothing known yet of its upstreams. */
public final class Aliases {
    private Aliases() {}

    public static Snapshot from(GatewayConfig config, Instant now) {
        List<Alias> aliases =
                config.models().values().stream().map(Aliases::alias).toList();
        Map<String, Health> health = new HashMap<>();
        for (Alias alias : aliases) {
            alias.upstreams().forEach(upstream -> health.put(upstream.id(), Health.unknown(now)));
        }
        return new Snapshot(aliases, config.defaultModel(), health);
    }

    private static Alias alias(ModelConfig model) {
        RequestEdits edits = model.edits();
        String upstreamModel = edits.model() == null ? model.openaiModelName() : edits.model();
        return new Alias(
                model.alias(),
                model.openaiModelName(),
                upstreams(model, upstreamModel),
                BodyEdits.of(upstreamModel, edits.defaults(), edits.overrides(), edits.strip()),
                model.timeouts(),
                model.loadTimeout());
    }

    private static List<Upstream> upstreams(ModelConfig model, String upstreamModel) {
        return model instanceof ProxyModel proxy ? ofProxy(proxy, upstreamModel) : List.of();
    }

    private static List<Upstream> ofProxy(ProxyModel proxy, String upstreamModel) {
        List<Upstream> upstreams = new ArrayList<>();
        // No alias has this character in its name, so no two ids can be the same.
        for (int i = 0; i < proxy.urls().size(); i++) {
            String id = proxy.urls().size() == 1 ? proxy.alias() : proxy.alias() + "#" + (i + 1);
            upstreams.add(new Upstream(id, proxy.urls().get(i), upstreamModel, proxy.apiKey(), proxy.probe()));
        }
        return upstreams;
    }
}
