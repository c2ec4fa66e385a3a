package org.rolemesh.beats;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The beats to one gateway: one at a time, and one in 200 ms at most. Who asks while one is under way gets another after
 * it, and shares that with all who ask until it begins. Safe for use by many threads; never blocks.
 */
final class BeatLine {
    private static final long REST_NANOS = Duration.ofMillis(200).toNanos();

    private final Runnable beat;
    private final Executor executor;
    private boolean busy;
    private boolean asked;
    private long begunNanos = System.nanoTime() - REST_NANOS;
    private CompletableFuture<Void> next = new CompletableFuture<>();

    BeatLine(Runnable beat, Executor executor) {
        this.beat = beat;
        this.executor = executor;
    }

    /** Gives the end of a beat that begins from now on. */
    synchronized CompletableFuture<Void> ask() {
        asked = true;
        if (!busy) {
            busy = true;
            schedule();
        }
        return next;
    }

    private void schedule() {
        long rest = Math.max(0, begunNanos + REST_NANOS - System.nanoTime());
        CompletableFuture.delayedExecutor(rest, TimeUnit.NANOSECONDS, executor).execute(this::run);
    }

    private void run() {
        CompletableFuture<Void> mine = begin();
        try {
            beat.run();
        } finally {
            end();
            mine.complete(null);
        }
    }

    private synchronized CompletableFuture<Void> begin() {
        asked = false;
        begunNanos = System.nanoTime();
        CompletableFuture<Void> mine = next;
        next = new CompletableFuture<>();
        return mine;
    }

    private synchronized void end() {
        busy = asked;
        if (asked) {
            schedule();
        }
    }
}
