package org.rolemesh.upstream;

import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Context;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A time by which something has to happen, which moves each time it does. Confined to one event loop.
 *
 * <p>A loop that is held up, as it is when the program is new and much comes, has not yet read what may have come in time. So
 * it is given another turn to do so.
 *
 * <p>Moving it costs no timer: the one that runs looks, when it fires, whether there is time left. It never runs for longer
 * than a time that is often asked for, so that after a longer one this need not set it anew.
 */
final class Deadline {
    /** Before it is over, the loop has read what had come. */
    private static final long ONE_TURN_NANOS = 1_000_000;

    private final ContextInternal context;
    private final long longestNanos;
    private final Runnable expired;
    /** Null: none runs. */
    private ScheduledFuture<?> timer;

    private long deadlineNanos;
    private long timerNanos;

    /** @param context of the event loop, in which {@code expired} runs */
    Deadline(Context context, Runnable expired) {
        this(context, Duration.ofDays(1), expired);
    }

    /** @param often the time that is asked for most */
    Deadline(Context context, Duration often, Runnable expired) {
        this.context = (ContextInternal) context;
        this.longestNanos = often.toNanos();
        this.expired = expired;
    }

    void within(Duration time) {
        deadlineNanos = System.nanoTime() + time.toNanos();
        if (timer == null) {
            arm();
        } else if (deadlineNanos - timerNanos < 0) {
            timer.cancel(false);
            arm();
        }
    }

    void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void arm() {
        long now = System.nanoTime();
        timerNanos = now + Math.min(deadlineNanos - now, longestNanos);
        after(timerNanos - now, this::allowOneTurn);
    }

    /** The event loop's own timer: one of Vert.x is kept in three more places. */
    private void after(long nanos, Runnable whenOver) {
        timer = context.nettyEventLoop()
                .schedule(() -> context.dispatch(() -> check(whenOver)), nanos, TimeUnit.NANOSECONDS);
    }

    private void check(Runnable whenOver) {
        timer = null;
        if (deadlineNanos - System.nanoTime() > 0) {
            arm();
        } else {
            whenOver.run();
        }
    }

    private void allowOneTurn() {
        after(ONE_TURN_NANOS, expired);
    }
}
