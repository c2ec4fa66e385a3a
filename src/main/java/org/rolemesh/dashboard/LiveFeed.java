package org.rolemesh.dashboard;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.rolemesh.catalog.Snapshot;
import org.rolemesh.selection.Admission;
import org.rolemesh.upstream.OpenCalls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells viewers what changes, at most four times a second. One thread looks, for all of them, and only while there are any;
 * it takes no more than a twentieth of a processor, however much there is to look at. Thread safe.
 */
public final class LiveFeed implements AutoCloseable {
    static final int MOST_VIEWERS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int REST = 20;
    private static final long IDLE_SECONDS = 5;

    private final Supplier<Snapshot> snapshot;
    private final Admission admission;
    private final OpenCalls open;
    private final RecentCalls calls;
    private final Paces paces;
    private final ScheduledThreadPoolExecutor looking;
    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    // Only the looking thread has to do with these.
    private Rates rates;
    private Picture picture = Picture.EMPTY;
    private boolean goesOn;

    public LiveFeed(Supplier<Snapshot> snapshot, Admission admission, OpenCalls open, RecentCalls calls, Paces paces) {
        this.snapshot = snapshot;
        this.admission = admission;
        this.calls = calls;
        this.paces = paces;
        this.open = open;
        this.looking = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "live-feed");
            thread.setDaemon(true);
            return thread;
        });
        looking.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        looking.allowCoreThreadTimeOut(true);
        looking.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** What a viewer with this sight has been told: nothing yet. */
    Account account(Sight sight) {
        return new Account(sight, calls, paces);
    }

    /** Whether there is room for one more. */
    boolean hasRoom() {
        return viewers.size() < MOST_VIEWERS;
    }

    void join(Viewer viewer) {
        viewers.add(viewer);
        try {
            looking.execute(this::begin);
        } catch (RejectedExecutionException e) {
            viewer.end();
        }
        if (closed) {
            viewer.end();
        }
    }

    void leave(Viewer viewer) {
        viewers.remove(viewer);
    }

    /** Ends every view; whoever wants to go on looking asks again, and is judged by the keys and routes of then. */
    public void sendAway() {
        viewers.forEach(Viewer::end);
    }

    /** Ends every view, also those that begin after this. */
    @Override
    public void close() {
        closed = true;
        sendAway();
        looking.shutdown();
    }

    private void begin() {
        if (!goesOn) {
            goesOn = true;
            rates = new Rates(open);
            look();
        }
    }

    private void look() {
        if (viewers.isEmpty()) {
            goesOn = false;
            picture = Picture.EMPTY;
            rates = null;
            return;
        }
        long began = System.nanoTime();
        try {
            picture = Picture.of(snapshot.get(), admission, rates.look(began), picture);
            viewers.forEach(viewer -> viewer.show(picture));
        } catch (RuntimeException e) {
            LOG.error("viewers cannot be told what changes", e);
            sendAway();
        }
        try {
            long rest = Math.max(PAUSE_NANOS, REST * (System.nanoTime() - began));
            looking.schedule(this::look, rest, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            goesOn = false;
        }
    }
}
