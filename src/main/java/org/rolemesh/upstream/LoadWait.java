package org.rolemesh.upstream;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rolemesh.catalog.Catalog;

/**
 * Waits for a change in the catalog on behalf of one request, over any number of rounds within one time limit. Confined
 * to one event loop.
 */
final class LoadWait {
    private final Catalog catalog;
    private final Context context;
    private final long deadlineNanos;
    private Runnable cancelRound = () -> {};

    LoadWait(Catalog catalog, Context context, Duration limit) {
        this.catalog = catalog;
        this.context = context;
        this.deadlineNanos = System.nanoTime() + limit.toNanos();
    }

    /** Runs {@code changed} after the next change, or {@code expired} when the time is over; never both. */
    void next(Runnable changed, Runnable expired) {
        AtomicBoolean round = new AtomicBoolean(true);
        long left = Math.max(1, (deadlineNanos - System.nanoTime()) / 1_000_000);
        long timer = context.owner().setTimer(left, ignored -> endRound(round, expired));
        Runnable unsubscribe = catalog.onChange(() -> context.runOnContext(ignored -> endRound(round, changed)));
        cancelRound = () -> {
            round.set(false);
            context.owner().cancelTimer(timer);
            unsubscribe.run();
        };
    }

    void cancel() {
        cancelRound.run();
    }

    private void endRound(AtomicBoolean round, Runnable then) {
        if (round.get()) {
            cancelRound.run();
            then.run();
        }
    }
}
