package org.rolemesh.gateway;

import java.util.ArrayList;
import java.util.List;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Availability.Withheld;
import org.rolemesh.catalog.Snapshot;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.nodes.NodeStatus;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;
import org.rolemesh.selection.Candidate;
import org.rolemesh.selection.Decision;

/** Which of an alias's upstreams on nodes an operator's order goes to. Pure. */
final class OrderedUpstreams {
    private OrderedUpstreams() {}

    /** The one on this node, whatever may be wrong with it. */
    static Upstream on(String nodeId, Alias alias, Snapshot now) {
        if (now.nodes().find(nodeId).isEmpty()) {
            throw new RequestRejected(ApiErrors.nodeUnknown(nodeId));
        }
        return alias.upstreams().stream()
                .filter(upstream -> upstream.announced().nodeId().equals(nodeId))
                .findFirst()
                .orElseThrow(() -> new RequestRejected(ApiErrors.roleNotOnNode(alias.modelName(), nodeId)));
    }

    /**
     * One at most: where requests go, else where it is being loaded, else where it can be; else where it has failed, since
     * an agent that is asked to load a role forgives that.
     */
    static List<Upstream> toLoad(Decision decision, Snapshot now) {
        List<Upstream> inTurn = new ArrayList<>();
        decision.chosen().ifPresent(inTurn::add);
        decision.candidates().stream().map(Candidate::upstream).forEach(inTurn::add);
        decision.availability().loading().stream().map(Withheld::upstream).forEach(inTurn::add);
        inTurn.addAll(decision.passedOver());
        decision.availability().out().stream()
                .map(Withheld::upstream)
                .filter(upstream -> status(upstream, now) == NodeStatus.LIVE)
                .forEach(inTurn::add);
        return inTurn.stream().limit(1).toList();
    }

    /** All but those on nodes that are silent: what a node last said of a role may be older than a load. */
    static List<Upstream> toUnload(Alias alias, Snapshot now) {
        return alias.upstreams().stream()
                .filter(upstream -> status(upstream, now) != NodeStatus.STALE)
                .toList();
    }

    private static NodeStatus status(Upstream upstream, Snapshot now) {
        return now.nodes().find(upstream.announced().nodeId()).orElseThrow().status();
    }
}
