package org.rolemesh.agent;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Tells a llama-server that works from one that only says that it is well. Immutable; each look gives the next.
 *
 * @param decodes how often it has computed, as it said last; -1: it has not said
 * @param sinceNanos since when it has had work and has not computed
 * @param failures answers in a row that were failures
 */
record Wedge(long decodes, long sinceNanos, int failures) {
    private static final int MOST_FAILURES = 3;

    static Wedge begin(long nanos) {
        return new Wedge(-1, nanos, 0);
    }

    /**
     * @param busy whether it has requests
     * @param told its count of computations; empty where it did not answer, which it may not while it computes
     */
    Wedge looked(boolean busy, OptionalLong told, long nanos) {
        boolean moved = told.isPresent() && told.getAsLong() != decodes;
        return new Wedge(told.orElse(decodes), moved || !busy ? nanos : sinceNanos, failures);
    }

    Wedge failed() {
        return new Wedge(decodes, sinceNanos, failures + 1);
    }

    Wedge answered() {
        return new Wedge(decodes, sinceNanos, 0);
    }

    boolean isFailing() {
        return failures >= MOST_FAILURES;
    }

    boolean isStuck(long nanos, Duration patience) {
        return nanos - sinceNanos >= patience.toNanos();
    }
}
