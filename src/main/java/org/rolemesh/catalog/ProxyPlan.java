package org.rolemesh.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.rolemesh.config.ProxyModel;
import org.rolemesh.nodes.Node;

/** An alias whose upstreams the config has; no node changes it. */
final class ProxyPlan implements AliasPlan {
    private final Alias alias;

    ProxyPlan(ProxyModel model) {
        this.alias = AliasPlan.alias(model, upstreams(model), WhenCold.SEND);
    }

    @Override
    public String name() {
        return alias.name();
    }

    @Override
    public Alias with(Map<String, List<Node>> nodesByRole) {
        return alias;
    }

    private static List<Upstream> upstreams(ProxyModel model) {
        List<Upstream> upstreams = new ArrayList<>();
        for (int i = 0; i < model.urls().size(); i++) {
            // No alias has this character in its name, so no two ids can be the same.
            String id = model.urls().size() == 1 ? model.alias() : model.alias() + "#" + (i + 1);
            upstreams.add(new Upstream(
                    id,
                    id,
                    null,
                    model.urls().get(i),
                    model.apiKey(),
                    model.probe(),
                    AliasPlan.edits(model, model.openaiModelName()),
                    OptionalInt.empty(),
                    model.maxInFlight(),
                    Set.of()));
        }
        return upstreams;
    }
}
