package org.rolemesh.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rolemesh.config.DiscoveredModel;
import org.rolemesh.config.Probe;
import org.rolemesh.config.Secret;
import org.rolemesh.nodes.Node;
import org.rolemesh.nodes.Offer;
import org.rolemesh.openai.BodyEdits;

/** An alias that is answered by whichever nodes announce its role. */
final class DiscoveredPlan implements AliasPlan {
    private final DiscoveredModel model;
    private final Secret nodeKey;
    private final WhenCold whenCold;
    private final BodyEdits usualEdits;

    /** @param nodeKey shown to nodes that want no key of their own; null: none */
    DiscoveredPlan(DiscoveredModel model, Secret nodeKey, WhenCold whenCold) {
        this.model = model;
        this.nodeKey = nodeKey;
        this.whenCold = whenCold;
        this.usualEdits = AliasPlan.edits(model, model.role());
    }

    @Override
    public String name() {
        return model.alias();
    }

    @Override
    public Alias with(Map<String, List<Node>> nodesByRole) {
        Map<String, BodyEdits> editsByModel = new HashMap<>();
        List<Upstream> upstreams = new ArrayList<>();
        for (Node node : nodesByRole.getOrDefault(model.role(), List.of())) {
            upstreams.add(upstream(node, node.offers().get(model.role()), editsByModel));
        }
        return AliasPlan.alias(model, upstreams, whenCold);
    }

    private Upstream upstream(Node node, Offer offer, Map<String, BodyEdits> editsByModel) {
        BodyEdits edits = offer.upstreamModel() == null
                ? usualEdits
                : editsByModel.computeIfAbsent(offer.upstreamModel(), named -> AliasPlan.edits(model, named));
        Upstream.Announced announced = new Upstream.Announced(node.id(), model.role());
        return new Upstream(
                announced.upstreamId(),
                node.id(),
                announced,
                node.url(),
                node.key() == null ? nodeKey : node.key(),
                Probe.REACHABLE,
                edits,
                offer.slots(),
                model.maxInFlight().isPresent() ? model.maxInFlight() : offer.slots(),
                node.labels());
    }
}
