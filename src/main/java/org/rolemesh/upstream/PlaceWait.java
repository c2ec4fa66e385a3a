package org.rolemesh.upstream;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.rolemesh.catalog.Alias;
import org.rolemesh.selection.Decision;
import org.rolemesh.selection.Decision.Outcome;
import org.rolemesh.selection.Place;
import org.rolemesh.selection.Waiter;

/**
 * The wait of one request for a place at an upstream, over any number of rounds: for the model to load and for a place to
 * become free, each within its own time limit that begins with the first such wait. What ends it is told on the event loop
 * of the request; once cancelled, nothing is.
 */
final class PlaceWait implements Waiter {
    private final Context context;
    private final Alias alias;
    private final Outcomes outcomes;
    private final Map<Outcome, Long> deadlines = new EnumMap<>(Outcome.class);
    private final Deadline deadline;
    private Outcome reason;
    private boolean cancelled;

    /** What can come of a wait. */
    interface Outcomes {
        void placed(Place place);

        void refused(Decision decision);

        /** The time for what it waited for last is over; it must leave the line. */
        void expired(Outcome reason);
    }

    PlaceWait(Context context, Alias alias, Outcomes outcomes) {
        this.context = context;
        this.alias = alias;
        this.outcomes = outcomes;
        this.deadline = new Deadline(context.owner(), () -> outcomes.expired(reason));
    }

    /** What it waits for; null while it does not wait. */
    Outcome reason() {
        return reason;
    }

    /** The time for {@code outcome} begins, or goes on. */
    void begin(Outcome outcome) {
        reason = outcome;
        Duration limit =
                outcome == Outcome.LOADING ? alias.loadTimeout() : alias.queue().timeout();
        long end = deadlines.computeIfAbsent(outcome, first -> System.nanoTime() + limit.toNanos());
        deadline.cancel();
        deadline.within(Duration.ofNanos(end - System.nanoTime()));
    }

    void cancel() {
        cancelled = true;
        stop();
    }

    @Override
    public void granted(Place place) {
        context.runOnContext(ignored -> {
            if (cancelled) {
                place.free();
            } else {
                stop();
                outcomes.placed(place);
            }
        });
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

    private void stop() {
        reason = null;
        deadline.cancel();
    }
}
