package org.rolemesh.catalog;

import org.rolemesh.nodes.Moment;
import org.rolemesh.nodes.Node;
import org.rolemesh.nodes.Nodes;
import org.rolemesh.nodes.Trust;

/**
 * What requests and probes find out about upstreams on nodes, against what the nodes themselves say: that the address
 * does not answer, or that the model is still loading. Pure.
 */
final class Doubts {
    private Doubts() {}

    /** Whether anything is known against an upstream that an answer from it would refute. */
    static boolean exist(Snapshot snapshot, Upstream upstream) {
        return snapshot.health(upstream.id()) != null
                || snapshot.nodes()
                        .find(upstream.announced().nodeId())
                        .map(node -> node.trust().kind() != Trust.Kind.TRUSTED
                                || node.trust().failures() > 0)
                        .orElse(false);
    }

    static Snapshot after(Snapshot snapshot, Upstream upstream, Observation seen, Moment now) {
        if (!isStillThere(snapshot, upstream)) {
            return snapshot;
        }
        return switch (seen.kind()) {
            // Whatever it said: the address answers, and of its models the node itself tells.
            case ANSWERED, MISANSWERED -> answered(refuted(snapshot, upstream), upstream, now);
            case LOADING -> answered(loading(snapshot, upstream, now), upstream, now);
            case FAILED, REFUSED -> failed(snapshot, upstream, now);
        };
    }

    /** A late result says nothing about a node that has moved meanwhile. */
    private static boolean isStillThere(Snapshot snapshot, Upstream upstream) {
        return snapshot.knows(upstream.id())
                && snapshot.nodes()
                        .find(upstream.announced().nodeId())
                        .filter(node -> node.url().equals(upstream.url()))
                        .isPresent();
    }

    private static Snapshot refuted(Snapshot snapshot, Upstream upstream) {
        return snapshot.health(upstream.id()) == null ? snapshot : snapshot.with(upstream.id(), null);
    }

    private static Snapshot loading(Snapshot snapshot, Upstream upstream, Moment now) {
        return snapshot.health(upstream.id()) == null
                ? snapshot.with(upstream.id(), Health.loading(now.wall()))
                : snapshot;
    }

    private static Snapshot answered(Snapshot snapshot, Upstream upstream, Moment now) {
        return with(snapshot, snapshot.nodes().answered(upstream.announced().nodeId(), now));
    }

    private static Snapshot failed(Snapshot snapshot, Upstream upstream, Moment now) {
        String id = upstream.announced().nodeId();
        Nodes nodes = snapshot.nodes();
        boolean trusted = nodes.find(id)
                .map(Node::trust)
                .map(trust -> trust.kind() == Trust.Kind.TRUSTED)
                .orElse(false);
        return with(snapshot, trusted ? nodes.connectFailed(id, now) : nodes.probeFailed(id, now));
    }

    private static Snapshot with(Snapshot snapshot, Nodes nodes) {
        return nodes == snapshot.nodes() ? snapshot : snapshot.with(nodes);
    }
}
