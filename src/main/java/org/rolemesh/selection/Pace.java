package org.rolemesh.selection;

/**
 * How long an upstream takes for one token of an answer, all waiting included, as a moving average that forgets with time.
 * Immutable.
 *
 * <p>An upstream that is slow is given little, so its average is seldom refreshed. It therefore fades: after a while the
 * upstream is tried again, and soon enough where it has recovered.
 *
 * @param nanos the average when it was last refreshed
 * @param atNanos when that was, on the monotonic clock
 */
public record Pace(double nanos, long atNanos) {
    /** A sample weighs more the longer ago the last one was. */
    private static final double MEMORY_NANOS = 10e9;

    private static final double SMALLEST_WEIGHT = 0.1;
    private static final double HALF_LIFE_NANOS = 30e9;

    Pace with(double sampleNanos, long now) {
        double weight = Math.max(SMALLEST_WEIGHT, 1 - Math.exp(-(now - atNanos) / MEMORY_NANOS));
        return new Pace(nanos + weight * (sampleNanos - nanos), now);
    }

    /**
     * The average as it counts at {@code now}. It fades no further than to {@code fastest}: an upstream that nothing has
     * been heard of for long may be as fast as the best, and is not taken to be faster.
     */
    double at(long now, double fastest) {
        return Math.max(fastest, nanos * Math.pow(0.5, Math.max(0, now - atNanos) / HALF_LIFE_NANOS));
    }
}
