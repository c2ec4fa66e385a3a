package org.rolemesh.upstream;

import io.vertx.core.Vertx;
import java.time.Duration;

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
    private static final long NONE = -1;
    /** The least there is; before it is over, the loop has read what had come. */
    private static final long ONE_TURN_MS = 1;

    private final Vertx vertx;
    private final long longestNanos;
    private final Runnable expired;
    private long timer = NONE;
    private long deadlineNanos;
    private long timerNanos;

    Deadline(Vertx vertx, Runnable expired) {
        this(vertx, Duration.ofDays(1), expired);
    }

    /** @param often the time that is asked for most */
    Deadline(Vertx vertx, Duration often, Runnable expired) {
        this.vertx = vertx;
        this.longestNanos = often.toNanos();
        this.expired = expired;
    }

    void within(Duration time) {
        deadlineNanos = System.nanoTime() + time.toNanos();
        if (timer == NONE) {
            arm();
        } else if (deadlineNanos - timerNanos < 0) {
            vertx.cancelTimer(timer);
            arm();
        }
    }

    void cancel() {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }

    private void arm() {
        long now = System.nanoTime();
        timerNanos = now + Math.min(deadlineNanos - now, longestNanos);
        long millis = (timerNanos - now + 999_999) / 1_000_000;
        timer = vertx.setTimer(Math.max(1, millis), ignored -> check(this::allowOneTurn));
    }

    private void check(Runnable whenOver) {
        timer = NONE;
        if (deadlineNanos - System.nanoTime() > 0) {
            arm();
        } else {
            whenOver.run();
        }
    }

    private void allowOneTurn() {
        timer = vertx.setTimer(ONE_TURN_MS, ignored -> check(expired));
    }
}
