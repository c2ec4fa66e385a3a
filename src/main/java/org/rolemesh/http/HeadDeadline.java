package org.rolemesh.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * How long a client may take over a request's head, and how long its connection may be idle. Confined to its event loop.
 *
 * <p>One timer runs for each connection and looks at the deadline when it fires: a deadline that moves away costs nothing.
 * It is set anew only where one comes nearer, with a head of which the first piece has come and not the rest.
 */
final class HeadDeadline {
    private enum Phase {
        IDLE,
        READING_HEAD,
        SERVING
    }

    private final EventLoop loop;
    private final long headNanos;
    private final long idleNanos;
    private final Consumer<Boolean> missed;
    private Phase phase = Phase.READING_HEAD;
    private boolean sawBytes;
    private long deadlineNanos;
    private ScheduledFuture<?> timer;
    private long timerNanos;

    /**
     * The first head is waited for from now on.
     *
     * @param missed is told whether anything of a head had come
     */
    HeadDeadline(EventLoop loop, Duration head, Duration idle, Consumer<Boolean> missed) {
        this.loop = loop;
        this.headNanos = head.toNanos();
        this.idleNanos = idle.toNanos();
        this.missed = missed;
        this.deadlineNanos = System.nanoTime() + headNanos;
        checkAt(deadlineNanos);
    }

    void bytesCame() {
        sawBytes = true;
        if (phase == Phase.IDLE) {
            phase = Phase.READING_HEAD;
            deadlineNanos = System.nanoTime() + headNanos;
        }
    }

    /** All that had come has been looked at. */
    void bytesRead() {
        if (phase == Phase.READING_HEAD && timerNanos - deadlineNanos > 0) {
            timer.cancel(false);
            checkAt(deadlineNanos);
        }
    }

    void headArrived() {
        phase = Phase.SERVING;
    }

    void answered() {
        phase = Phase.IDLE;
        sawBytes = false;
        deadlineNanos = System.nanoTime() + idleNanos;
    }

    /** A timer that is left would hold on to the closed connection until it fires. */
    void cancel() {
        timer.cancel(false);
    }

    private void check() {
        long now = System.nanoTime();
        long due = phase == Phase.SERVING ? now + idleNanos : deadlineNanos;
        if (due - now > 0) {
            checkAt(due);
        } else {
            missed.accept(sawBytes);
        }
    }

    private void checkAt(long nanos) {
        timerNanos = nanos;
        timer = loop.schedule(this::check, nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
}
