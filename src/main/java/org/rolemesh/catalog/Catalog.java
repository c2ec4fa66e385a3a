package org.rolemesh.catalog;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.rolemesh.nodes.NodeChanges;
import org.rolemesh.nodes.Nodes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the current snapshot and takes in what is seen of the upstreams. Thread safe; readers never wait.
 */
public final class Catalog {
    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);

    private final AtomicReference<Snapshot> current;
    private final Thresholds thresholds;
    private final Clock clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Set<String> unseen;
    private final CountDownLatch allSeen = new CountDownLatch(1);

    public Catalog(Snapshot initial, Thresholds thresholds, Clock clock) {
        this.current = new AtomicReference<>(initial);
        this.thresholds = thresholds;
        this.clock = clock;
        this.unseen = ConcurrentHashMap.newKeySet();
        initial.upstreams().forEach(upstream -> unseen.add(upstream.id()));
        if (unseen.isEmpty()) {
            allSeen.countDown();
        }
    }

    public Snapshot snapshot() {
        return current.get();
    }

    /** Changes the nodes; what {@code change} throws leaves them as they are. It may run more than once. */
    public void updateNodes(UnaryOperator<Nodes> change) {
        AtomicReference<Nodes> before = new AtomicReference<>();
        Snapshot after = current.updateAndGet(snapshot -> {
            before.set(snapshot.nodes());
            return snapshot.with(change.apply(snapshot.nodes()));
        });
        NodeChanges.log(before.get(), after.nodes());
    }

    /** Takes in one observation; an upstream that is no longer in the snapshot is ignored. */
    public void observe(Upstream upstream, Observation seen) {
        String id = upstream.id();
        AtomicReference<Health> before = new AtomicReference<>();
        AtomicReference<Health> after = new AtomicReference<>();
        swap(snapshot -> {
            Health old = snapshot.health(id);
            Health next = old == null ? null : thresholds.next(old, seen, clock.instant());
            before.set(old);
            after.set(next);
            return next == null || next.equals(old) ? snapshot : snapshot.with(id, next);
        });
        if (unseen.remove(id) && unseen.isEmpty()) {
            allSeen.countDown();
        }
        if (after.get() != null && after.get().state() != before.get().state()) {
            logChange(id, after.get());
            listeners.forEach(Runnable::run);
        }
    }

    /**
     * Calls {@code listener} after each change of an upstream's state, on the thread that made it.
     *
     * @return ends the subscription
     */
    public Runnable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Waits until every upstream was observed once. Returns false where that took longer than {@code millis}. */
    public boolean awaitFirstLook(long millis) throws InterruptedException {
        return allSeen.await(millis, TimeUnit.MILLISECONDS);
    }

    private void swap(UnaryOperator<Snapshot> change) {
        current.updateAndGet(change);
    }

    private static void logChange(String id, Health now) {
        switch (now.state()) {
            case UP -> LOG.info("upstream is up upstream={}", id);
            case LOADING -> LOG.info("upstream is loading its model upstream={}", id);
            case DOWN -> LOG.warn("upstream is down upstream={} reason=\"{}\"", id, now.reason());
            case UNKNOWN -> throw new IllegalStateException("an observed upstream is not unknown");
        }
    }
}
