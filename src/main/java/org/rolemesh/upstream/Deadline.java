package org.rolemesh.upstream;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * A time by which something has to happen, which moves each time it does. Confined to one event loop.
 *
 * <p>Moving it costs no timer: the one that runs looks, when it fires, whether there is time left.
 */
final class Deadline {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final Runnable expired;
    private long timer = NONE;
    private long deadlineNanos;
    private long timerNanos;

    Deadline(Vertx vertx, Runnable expired) {
        this.vertx = vertx;
        this.expired = expired;
    }

    void within(Duration time) {
        deadlineNanos = System.nanoTime() + time.toNanos();
        if (timer == NONE) {
            arm();
        } else if (deadlineNanos < timerNanos) {
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
        timerNanos = deadlineNanos;
        long millis = (deadlineNanos - System.nanoTime() + 999_999) / 1_000_000;
        timer = vertx.setTimer(Math.max(1, millis), ignored -> check());
    }

    private void check() {
        timer = NONE;
        if (deadlineNanos - System.nanoTime() > 0) {
            arm();
        } else {
            expired.run();
        }
    }
}
