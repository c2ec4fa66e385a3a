package org.rolemesh.nodes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;

/**
 * Every registered node at one moment. Immutable; each transition gives the nodes that follow from it, or the same
 * object where it changes nothing. A refusal is thrown as {@link RequestRejected}.
 */
public final class Nodes {
    public static final Nodes EMPTY = new Nodes(new Node[0]);

    static final int MAX_NODES = 1_000;
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(24);

    // A sorted array, since each beat of a node makes another: it is copied and compared faster than a tree.
    private final Node[] byId;

    private Nodes(Node[] byId) {
        this.byId = byId;
    }

    private Nodes(List<Node> byId) {
        this(byId.toArray(Node[]::new));
    }

    /** In the order of their ids. */
    public List<Node> all() {
        return Collections.unmodifiableList(Arrays.asList(byId));
    }

    public Optional<Node> find(String id) {
        int at = position(id);
        return at < 0 ? Optional.empty() : Optional.of(byId[at]);
    }

    /** Whether {@code other} makes no difference to where requests go. */
    public boolean routeLike(Nodes other) {
        if (byId.length != other.byId.length) {
            return false;
        }
        for (int i = 0; i < byId.length; i++) {
            Node one = byId[i];
            Node another = other.byId[i];
            if (!isUntouched(one, another) && !one.routesLike(another)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Calls {@code difference} for each node that something has happened to: as it was and as it is, null where it is not
     * there.
     */
    public void forEachChangeSince(Nodes before, BiConsumer<Node, Node> difference) {
        int was = 0;
        int is = 0;
        while (was < before.byId.length || is < byId.length) {
            Node old = was < before.byId.length ? before.byId[was] : null;
            Node now = is < byId.length ? byId[is] : null;
            if (isUntouched(old, now)) {
                was++;
                is++;
                continue;
            }
            int order = old == null ? 1 : now == null ? -1 : old.id().compareTo(now.id());
            was += order <= 0 ? 1 : 0;
            is += order >= 0 ? 1 : 0;
            difference.accept(order <= 0 ? old : null, order >= 0 ? now : null);
        }
    }

    /** A beat touches one node of hundreds: for the others, to look at the reference is enough, and cheaper. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isUntouched(Node old, Node now) {
        return old == now;
    }

    /** A host registers, for the first time or again. It stays drained where it was. */
    public Nodes registered(Registration told, Moment now) {
        return find(told.nodeId())
                .map(known -> with(Arrivals.again(known, told, now)))
                .orElseGet(() -> withRoom().with(Arrivals.first(told, now)));
    }

    /**
     * A node that only this program speaks for has another address or key: what was found out about the old one is
     * forgotten, and what it offers goes on.
     */
    public Nodes moved(Registration told, Moment now) {
        return with(Arrivals.moved(known(told.nodeId()), told, now));
    }

    /** A node is alive, which makes a stale one fresh. It may say at the same time what has changed. */
    public Nodes beaten(Heartbeat told, Moment now) {
        int at = position(told.nodeId());
        if (at < 0) {
            throw new RequestRejected(ApiErrors.nodeUnknown(told.nodeId()));
        }
        return with(at, Arrivals.beaten(byId[at], told, now));
    }

    /** Begins or ends the time in which a node gets no new work. */
    public Nodes draining(String id, boolean draining, Moment now) {
        Node known = known(id);
        return known.draining() == draining ? this : with(known.with(new Drain(draining, now.wall())));
    }

    public Nodes without(String id) {
        List<Node> others = new ArrayList<>(all());
        others.remove(known(id));
        return new Nodes(others);
    }

    /** Takes the time that has passed: who is silent for {@code staleAfter} is stale, and after a day forgotten. */
    public Nodes expired(Moment now, Duration staleAfter) {
        Duration forgottenAfter = staleAfter.plus(FORGOTTEN_AFTER);
        List<Node> left = new ArrayList<>(all());
        left.removeIf(node -> now.isPast(node.contact().seenNanos(), forgottenAfter));
        left.replaceAll(node -> node.with(node.contact().at(now, staleAfter)));
        return left.equals(all()) ? this : new Nodes(left);
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
        return Arrays.stream(byId)
                .filter(node -> !node.contact().stale() && node.trust().isDueForProbe(now))
                .toList();
    }

    /** Adds what is known from before a restart; a node that has registered since is left as it is. */
    public Nodes restored(List<Node> remembered) {
        Nodes all = this;
        for (Node node : remembered) {
            all = all.find(node.id()).isPresent() ? all : all.with(node);
        }
        return all;
    }

    private Node known(String id) {
        return find(id).orElseThrow(() -> new RequestRejected(ApiErrors.nodeUnknown(id)));
    }

    private Nodes trusting(String id, UnaryOperator<Trust> change) {
        return find(id).map(known -> with(known.with(change.apply(known.trust()))))
                .orElse(this);
    }

    /** Forgets the node that has been stale for longest where there are too many to take another. */
    private Nodes withRoom() {
        if (byId.length < MAX_NODES) {
            return this;
        }
        return Arrays.stream(byId)
                .filter(node -> node.contact().stale())
                .min((one, other) ->
                        Long.signum(one.contact().seenNanos() - other.contact().seenNanos()))
                .map(node -> without(node.id()))
                .orElseThrow(() -> new RequestRejected(ApiErrors.tooManyNodes(MAX_NODES)));
    }

    private Nodes with(Node node) {
        int at = position(node.id());
        if (at >= 0) {
            return byId[at].equals(node) ? this : with(at, node);
        }
        List<Node> more = new ArrayList<>(all());
        more.add(-at - 1, node);
        return new Nodes(more);
    }

    private Nodes with(int at, Node node) {
        Node[] changed = byId.clone();
        changed[at] = node;
        return new Nodes(changed);
    }

    /** As {@link Collections#binarySearch} tells it. */
    private int position(String id) {
        int from = 0;
        int to = byId.length - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int order = byId[middle].id().compareTo(id);
            if (order == 0) {
                return middle;
            }
            from = order < 0 ? middle + 1 : from;
            to = order < 0 ? to : middle - 1;
        }
        return -from - 1;
    }
}
