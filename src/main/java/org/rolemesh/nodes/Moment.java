package org.rolemesh.nodes;

import java.time.Duration;
import java.time.Instant;

/**
 * One reading of both clocks. How long ago something was is told by {@code nanos} alone; {@code wall} is for people, so
 * that a clock that is set makes nothing stale and nothing fresh.
 *
 * @param nanos of {@link System#nanoTime}: only differences mean something, and only within this process
 */
public record Moment(long nanos, Instant wall) {
    public static Moment now() {
        return new Moment(System.nanoTime(), Instant.now());
    }

    /** Whether at least {@code time} has passed since the clock said {@code earlierNanos}. */
    public boolean isPast(long earlierNanos, Duration time) {
        return nanos - earlierNanos >= time.toNanos();
    }
}
