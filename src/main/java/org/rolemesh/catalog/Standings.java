package org.rolemesh.catalog;

import java.util.Map;
import org.rolemesh.nodes.Node;
import org.rolemesh.nodes.NodeStatus;
import org.rolemesh.nodes.Nodes;
import org.rolemesh.nodes.Offer;

/**
 * Judges upstreams by what is known of them: one from the config by its health, one on a node by the node, by what it
 * announces of the role, and by a request that has found the model loading.
 */
final class Standings {
    private final Nodes nodes;
    private final Map<String, Health> health;

    Standings(Nodes nodes, Map<String, Health> health) {
        this.nodes = nodes;
        this.health = health;
    }

    Standing of(Upstream upstream) {
        Health known = health.get(upstream.id());
        if (!upstream.isOnNode()) {
            return byHealth(known);
        }
        Node node = nodes.find(upstream.announced().nodeId()).orElseThrow();
        return node.status() == NodeStatus.LIVE
                ? byOffer(node.offers().get(upstream.announced().role()), known)
                : Standing.out(node.reason(), node.since());
    }

    private static Standing byHealth(Health health) {
        return switch (health.state()) {
            case UP -> Standing.warm(health.since());
            case LOADING -> Standing.loading(health.since());
            case DOWN -> Standing.out(health.reason(), health.since());
            // It is about to be looked at: whoever asks for it now need not be sent away.
            case UNKNOWN -> Standing.notLookedAt(health.since());
        };
    }

    private static Standing byOffer(Offer offer, Health doubt) {
        if (doubt != null && doubt.state() == Health.State.LOADING) {
            return Standing.loading(doubt.since());
        }
        return switch (offer.state()) {
            case READY -> Standing.warm(offer.since());
            case UNLOADED -> Standing.cold(offer.since());
            case LOADING -> Standing.loading(offer.since());
            case FAILED -> Standing.out(failure(offer), offer.since());
        };
    }

    private static String failure(Offer offer) {
        return offer.detail() == null ? "its model failed to load" : "its model failed: " + offer.detail();
    }
}
