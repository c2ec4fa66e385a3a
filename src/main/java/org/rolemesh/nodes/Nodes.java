package org.rolemesh.nodes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;

/**
 * Every registered node at one moment. Immutable; each transition gives the nodes that follow from it, or the same
 * object where it changes nothing. A refusal is thrown as {@link RequestRejected}.
 */
public final class Nodes {
    public static final Nodes EMPTY = new Nodes(new TreeMap<>());

    static final int MAX_NODES = 1_000;
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(24);

    private final SortedMap<String, Node> byId;

    /** The map is not changed afterwards. */
    private Nodes(SortedMap<String, Node> byId) {
        this.byId = byId;
    }

    /** In the order of their ids. */
    public List<Node> all() {
        return List.copyOf(byId.values());
    }

    public Optional<Node> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Whether {@code other} makes no difference to where requests go. */
    public boolean routeLike(Nodes other) {
        return byId.keySet().equals(other.byId.keySet())
                && byId.values().stream().allMatch(node -> node.routesLike(other.byId.get(node.id())));
    }

    /** A host registers, for the first time or again. It stays drained where it was. */
    public Nodes registered(Registration told, Moment now) {
        Node known = byId.get(told.nodeId());
        if (known == null) {
            return withRoom().with(Arrivals.first(told, now));
        }
        return with(Arrivals.again(known, told, now));
    }

    /** A node is alive, which makes a stale one fresh. It may say at the same time what has changed. */
    public Nodes beaten(Heartbeat told, Moment now) {
        return with(Arrivals.beaten(known(told.nodeId()), told, now));
    }

    /** Begins or ends the time in which a node gets no new work. */
    public Nodes draining(String id, boolean draining, Moment now) {
        Node known = known(id);
        return known.draining() == draining ? this : with(known.withDrainingSince(draining ? now.wall() : null));
    }

    public Nodes without(String id) {
        known(id);
        return changed(nodes -> nodes.remove(id));
    }

    /** Takes the time that has passed: who is silent for {@code staleAfter} is stale, and after a day forgotten. */
    public Nodes expired(Moment now, Duration staleAfter) {
        Duration forgottenAfter = staleAfter.plus(FORGOTTEN_AFTER);
        return changed(nodes -> {
            nodes.values().removeIf(node -> now.isPast(node.contact().seenNanos(), forgottenAfter));
            nodes.replaceAll((id, node) -> node.with(node.contact().at(now, staleAfter)));
        });
    }

    /** No connection could be made to a node; an unknown id changes nothing. */
    public Nodes connectFailed(String id, Moment now) {
        return trusting(id, trust -> trust.afterConnectFailure(now));
    }

    /** A node's data port answered; an unknown id changes nothing. */
    public Nodes answered(String id, Moment now) {
        return trusting(id, trust -> trust.afterAnswer(now));
    }

    /** A node that was due for a probe did not pass it; an unknown id changes nothing. */
    public Nodes probeFailed(String id, Moment now) {
        return trusting(id, trust -> trust.afterProbeFailure(now));
    }

    /** The nodes that get no work until a probe has found their address to answer, and whose turn it is. */
    public List<Node> dueForProbe(Moment now) {
        return byId.values().stream()
                .filter(node -> !node.contact().stale() && node.trust().isDueForProbe(now))
                .toList();
    }

    /** Adds what is known from before a restart; a node that has registered since is left as it is. */
    public Nodes restored(List<Node> remembered) {
        return changed(nodes -> remembered.forEach(node -> nodes.putIfAbsent(node.id(), node)));
    }

    private Node known(String id) {
        return find(id).orElseThrow(() -> new RequestRejected(ApiErrors.nodeUnknown(id)));
    }

    private Nodes trusting(String id, UnaryOperator<Trust> change) {
        Node known = byId.get(id);
        return known == null ? this : with(known.with(change.apply(known.trust())));
    }

    /** Forgets the node that has been stale for longest where there are too many to take another. */
    private Nodes withRoom() {
        if (byId.size() < MAX_NODES) {
            return this;
        }
        return byId.values().stream()
                .filter(node -> node.contact().stale())
                .min((one, other) ->
                        Long.signum(one.contact().seenNanos() - other.contact().seenNanos()))
                .map(node -> without(node.id()))
                .orElseThrow(() -> new RequestRejected(ApiErrors.tooManyNodes(MAX_NODES)));
    }

    private Nodes with(Node node) {
        return changed(nodes -> nodes.put(node.id(), node));
    }

    private Nodes changed(Consumer<Map<String, Node>> change) {
        SortedMap<String, Node> changed = new TreeMap<>(byId);
        change.accept(changed);
        return changed.equals(byId) ? this : new Nodes(changed);
    }
}
