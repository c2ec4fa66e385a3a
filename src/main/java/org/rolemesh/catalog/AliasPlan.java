package org.rolemesh.catalog;

import java.util.List;
import java.util.Map;
import org.rolemesh.config.ModelConfig;
import org.rolemesh.nodes.Node;
import org.rolemesh.openai.BodyEdits;

/** How an alias is made up, whichever nodes there are. Immutable. */
sealed interface AliasPlan permits ProxyPlan, DiscoveredPlan {
    /** The alias's name. */
    String name();

    /**
     * The alias while these are the nodes.
     *
     * @param nodesByRole those that offer a role, for each role that any offers
     */
    Alias with(Map<String, List<Node>> nodesByRole);

    static Alias alias(ModelConfig model, List<Upstream> upstreams, WhenCold whenCold) {
        return new Alias(
                model.alias(),
                model.openaiModelName(),
                upstreams,
                model.strategy(),
                model.queue(),
                model.timeouts(),
                model.loadTimeout(),
                model.keepAlive(),
                whenCold);
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
