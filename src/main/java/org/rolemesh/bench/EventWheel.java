package org.rolemesh.bench;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives the streams of one event loop their turns, from one timer of a millisecond. A turn late by a whole gap moves those
 * after it, so that a machine that cannot keep up makes streams slower and not bunched.
 */
final class EventWheel {
    private static final int BUCKETS = 1 << 12;
    private static final long NANOS_PER_TICK = 1_000_000;

    /** What has a turn now and then. */
    interface Stream {
        /** Whether there is another turn after this. */
        boolean turn();
    }

    private record Turn(Stream stream, long dueNanos) {}

    private final Vertx vertx;
    private final long gapNanos;
    private final List<List<Turn>> buckets = new ArrayList<>(BUCKETS);
    private int size;
    private long tick;
    private long timer;

    EventWheel(Vertx vertx, long gapNanos) {
        this.vertx = vertx;
        this.gapNanos = gapNanos;
        for (int i = 0; i < BUCKETS; i++) {
            buckets.add(new ArrayList<>());
        }
    }

    /** Its first turn comes after a gap. */
    void add(Stream stream) {
        if (size == 0) {
            tick = System.nanoTime() / NANOS_PER_TICK;
            timer = vertx.setPeriodic(1, due -> turn());
        }
        size++;
        put(new Turn(stream, System.nanoTime() + gapNanos));
    }

    private void put(Turn turn) {
        // What is further away than the wheel is large comes by before it is due.
        long at = Math.min(turn.dueNanos() / NANOS_PER_TICK, tick + BUCKETS - 1);
        buckets.get((int) Math.max(at, tick + 1) & (BUCKETS - 1)).add(turn);
    }

    private void turn() {
        long now = System.nanoTime() / NANOS_PER_TICK;
        while (tick < now && size > 0) {
            tick++;
            List<Turn> due = buckets.get((int) tick & (BUCKETS - 1));
            if (!due.isEmpty()) {
                buckets.set((int) tick & (BUCKETS - 1), new ArrayList<>());
                due.forEach(this::take);
            }
        }
        if (size == 0) {
            vertx.cancelTimer(timer);
        }
    }

    private void take(Turn turn) {
        if (turn.dueNanos() / NANOS_PER_TICK > tick) {
            put(turn);
        } else if (turn.stream().turn()) {
            long now = System.nanoTime();
            long onTime = turn.dueNanos() + gapNanos;
            put(new Turn(turn.stream(), onTime - now > 0 ? onTime : now + gapNanos));
        } else {
            size--;
        }
    }
}
