package org.rolemesh.upstream;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.rolemesh.catalog.Alias;
import org.rolemesh.selection.Decision;
import org.rolemesh.selection.Decision.Outcome;
import org.rolemesh.selection.Place;
import org.rolemesh.selection.Waiter;

/**
 * The waits of one request, for its model to load and for a place to become free, over any number of rounds: each within
 * its own time limit, which begins with the first of its kind. What ends a wait is told on the event loop of the request;
 * once cancelled, nothing is.
 */
final class PlaceWait implements Waiter {
    private final Context context;
    private final Alias alias;
    private final Outcomes outcomes;
    private final Measures measures;
    private final Map<Outcome, Long> ends = new EnumMap<>(Outcome.class);
    private final Deadline deadline;
    private Outcome reason;
    private long begunNanos;
    private boolean cancelled;

    /** What can come of a wait. */
    interface Outcomes {
        void placed(Place place, Decision decision);

        void refused(Decision decision);

        /** The time for what it waited for last is over; it must leave the line. */
        void expired(Outcome reason);
    }

    PlaceWait(Context context, Alias alias, Outcomes outcomes, Measures measures) {
        this.context = context;
        this.alias = alias;
        this.outcomes = outcomes;
        this.measures = measures;
        this.deadline = new Deadline(context, () -> outcomes.expired(reason));
    }

    /** What it waits for; null while it does not wait. */
    Outcome reason() {
        return reason;
    }

    /** It waits for this now. */
    void begin(Outcome outcome) {
        stop();
        reason = outcome;
        begunNanos = System.nanoTime();
        deadline.within(left(outcome));
    }

    /** The time that is left to wait for {@code outcome}; from the first time that this is asked, it runs. */
    Duration left(Outcome outcome) {
        Duration limit =
                outcome == Outcome.LOADING ? alias.loadTimeout() : alias.queue().timeout();
        long end = ends.computeIfAbsent(outcome, first -> System.nanoTime() + limit.toNanos());
        return Duration.ofNanos(end - System.nanoTime());
    }

    void cancel() {
        cancelled = true;
        stop();
    }

    @Override
    public void granted(Place place, Decision decision) {
        try {
            context.runOnContext(ignored -> {
                if (cancelled) {
                    place.free();
                } else {
                    stop();
                    outcomes.placed(place, decision);
                }
            });
        } catch (RejectedExecutionException e) {
            // The event loop is gone, and the client's connection with it.
            place.free();
        }
    }

    @Override
    public void refused(Decision decision) {
        unlessCancelled(() -> {
            stop();
            outcomes.refused(decision);
        });
    }

    @Override
    public void waitsFor(Outcome newReason) {
        unlessCancelled(() -> {
            if (reason != null) {
                begin(newReason);
            }
        });
    }

    private void unlessCancelled(Runnable then) {
        context.runOnContext(ignored -> {
            if (!cancelled) {
                then.run();
            }
        });
    }

    /** It waits no longer, or for something else. */
    void stop() {
        if (reason != null) {
            measures.waited(alias.name(), reason, System.nanoTime() - begunNanos);
        }
        reason = null;
        deadline.cancel();
    }
}
