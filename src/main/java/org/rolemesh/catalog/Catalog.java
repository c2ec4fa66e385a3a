package org.rolemesh.catalog;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.rolemesh.nodes.Moment;
import org.rolemesh.nodes.Nodes;

/**
 * Holds the current snapshot and takes in what is seen of upstreams and heard of nodes. Thread safe; readers never wait.
 */
public final class Catalog {
    private final AtomicReference<Snapshot> current;
    private volatile Thresholds thresholds;
    private final Supplier<Moment> clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final List<BiConsumer<Nodes, Nodes>> nodesListeners = new CopyOnWriteArrayList<>();
    private final Set<String> unseen = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch allSeen;

    public Catalog(Roster roster, Thresholds thresholds, Supplier<Moment> clock) {
        this.current = new AtomicReference<>(Snapshot.first(roster));
        this.thresholds = thresholds;
        this.clock = clock;
        expectFirstLook();
    }

    public Snapshot snapshot() {
        return current.get();
    }

    /** Brings back the nodes that were known before a restart; comes before the first probe. */
    public void restore(UnaryOperator<Nodes> remembered) {
        updateNodes(remembered);
        expectFirstLook();
    }

    /**
     * Puts other nodes in the place of those known. The change may be made more than once where two come at a time; what
     * it throws leaves everything as it is.
     */
    public void updateNodes(UnaryOperator<Nodes> change) {
        swap(snapshot -> {
            Nodes changed = change.apply(snapshot.nodes());
            return changed == snapshot.nodes() ? snapshot : snapshot.with(changed);
        });
    }

    /**
     * Puts other aliases in the place of those there are. What is known of an upstream stays known where it is the same one;
     * one that is new is looked at before it is given work.
     */
    public void replace(Roster roster, Thresholds newThresholds) {
        thresholds = newThresholds;
        Moment now = clock.get();
        swap(snapshot -> snapshot.with(roster, now.wall()));
    }

    /** Every upstream that a probe has to look at now. */
    public List<Upstream> dueForProbe() {
        Snapshot now = snapshot();
        return now.toProbe(now.nodes().dueForProbe(clock.get()));
    }

    /** Takes in one observation, by a probe or a request; an upstream that is no longer in the snapshot is ignored. */
    public void observe(Upstream upstream, Observation seen) {
        Moment moment = clock.get();
        swap(snapshot -> upstream.isOnNode()
                ? Doubts.after(snapshot, upstream, seen, moment)
                : ofConfigured(snapshot, upstream, seen, moment));
        if (unseen.remove(upstream.id()) && unseen.isEmpty()) {
            allSeen.countDown();
        }
    }

    /** A request was answered, which only matters where there were doubts. */
    public void observeAnswer(Upstream upstream) {
        if (upstream.isOnNode() && Doubts.exist(snapshot(), upstream)) {
            observe(upstream, Observation.answered());
        }
    }

    /** Calls {@code listener} after each change that can make a difference to where requests go, on the thread that made it. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Calls {@code listener} with the nodes before and after each change of them, on the thread that made it. */
    public void onNodesChange(BiConsumer<Nodes, Nodes> listener) {
        nodesListeners.add(listener);
    }

    /** Waits until every upstream was observed once. Returns false where that took longer than {@code millis}. */
    public boolean awaitFirstLook(long millis) throws InterruptedException {
        return allSeen.await(millis, TimeUnit.MILLISECONDS);
    }

    private void expectFirstLook() {
        allSeen = new CountDownLatch(1);
        dueForProbe().forEach(upstream -> unseen.add(upstream.id()));
        if (unseen.isEmpty()) {
            allSeen.countDown();
        }
    }

    private Snapshot ofConfigured(Snapshot snapshot, Upstream upstream, Observation seen, Moment moment) {
        Health old = snapshot.health(upstream.id());
        Health next = old == null ? null : thresholds.next(old, seen, moment.wall());
        return next == null || next.equals(old) ? snapshot : snapshot.with(upstream.id(), next);
    }

    private void swap(UnaryOperator<Snapshot> change) {
        Snapshot before;
        Snapshot after;
        do {
            before = current.get();
            after = change.apply(before);
        } while (after != before && !current.compareAndSet(before, after));
        if (after != before) {
            tell(before, after);
        }
    }

    private void tell(Snapshot before, Snapshot after) {
        if (after.nodes() != before.nodes()) {
            nodesListeners.forEach(listener -> listener.accept(before.nodes(), after.nodes()));
        }
        if (!after.routesLike(before)) {
            HealthLog.write(before, after);
            listeners.forEach(Runnable::run);
        }
    }
}
