package org.rolemesh.catalog;

import java.util.Collection;
import java.util.List;
import org.rolemesh.config.ModelConfig;
import org.rolemesh.nodes.Node;
import org.rolemesh.openai.BodyEdits;

/** How an alias is made up, whichever nodes there are. Immutable. */
sealed interface AliasPlan permits ProxyPlan, DiscoveredPlan {
    /** The alias while these are the nodes. */
    Alias with(Collection<Node> nodes);

    static Alias alias(ModelConfig model, List<Upstream> upstreams) {
        return new Alias(
                model.alias(),
                model.openaiModelName(),
                upstreams,
                model.strategy(),
                model.queue(),
                model.timeouts(),
                model.loadTimeout(),
                model.keepAlive());
    }

    /** What is changed in a request's body; {@code upstreamModel} counts unless the config names another. */
    static BodyEdits edits(ModelConfig model, String upstreamModel) {
        String named = model.edits().model();
        return BodyEdits.of(
                named == null ? upstreamModel : named,
                model.edits().defaults(),
                model.edits().overrides(),
                model.edits().strip());
    }
}
