package org.rolemesh.slots;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The failures of one role in one slot, and how long to wait after each: 1, 2, 4, 8, 16, then 30 seconds, a quarter more
 * or less, begun anew after a minute of health. Five within ten minutes are enough. Immutable.
 *
 * @param failures when, on the monotonic clock, as far as they still count
 * @param inARow those since it was last healthy for a minute
 */
record Restarts(List<Long> failures, int inARow) {
    static final Restarts NONE = new Restarts(List.of(), 0);

    private static final Duration COUNTED = Duration.ofMinutes(10);
    private static final Duration HEALTHY = Duration.ofMinutes(1);
    private static final int MOST = 5;
    private static final double JITTER = 0.25;
    private static final List<Integer> SECONDS = List.of(1, 2, 4, 8, 16, 30);

    Restarts {
        failures = List.copyOf(failures);
    }

    /** It was ready for so long, until now. */
    Restarts afterHealth(Duration readyFor) {
        return readyFor.compareTo(HEALTHY) >= 0 ? new Restarts(failures, 0) : this;
    }

    Restarts failed(long nanos) {
        List<Long> counted = Stream.concat(
                        failures.stream().filter(at -> nanos - at < COUNTED.toNanos()), Stream.of(nanos))
                .toList();
        return new Restarts(counted, inARow + 1);
    }

    boolean isGivenUp() {
        return failures.size() >= MOST;
    }

    /** @param random evenly from 0 to 1 */
    Duration pause(double random) {
        int seconds = SECONDS.get(Math.min(Math.max(1, inARow), SECONDS.size()) - 1);
        double spread = 1 - JITTER + 2 * JITTER * random;
        return Duration.ofMillis(Math.round(seconds * 1000 * spread));
    }
}
