package org.rolemesh.soak;

import java.time.Duration;

/**
 * How long a soak takes, and what follows from that.
 *
 * @param seed of all chats and deeds; it repeats these, and not their timing
 */
record SoakPlan(int seconds, long seed) {
    /** One megabyte in ten minutes; a shorter run has it for all of its time. */
    static final double HEAP_LIMIT_BYTES = 1e6;

    private static final int HEAP_LIMIT_SECONDS = 600;
    private static final int SHORT = 45;
    private static final int MANY_CHATS = 10_000_000;

    Duration time() {
        return Duration.ofSeconds(seconds);
    }

    /** What the programs need to become as large as they will; nothing that grows in it counts. */
    Duration warmUp() {
        return Duration.ofMillis(seconds * 1_000L / 4);
    }

    /** From one rest, in which everything is counted, to the next. */
    Duration betweenRests() {
        return Duration.ofMillis(Math.max(2_500, seconds * 1_000L / 40));
    }

    /** A llama-server that dies five times in ten minutes is given up, so each of the two is killed less often. */
    Duration betweenServerKills() {
        return Duration.ofMillis(Math.max(Math.min(10_000, seconds * 1_000L / 3), seconds * 1_000L / 8));
    }

    /** The time that the limit of the heap is for. */
    double heapSeconds() {
        return Math.min(seconds, HEAP_LIMIT_SECONDS);
    }

    /** In less time the heap says nothing yet: the run shows that all of it works, beside other tests. */
    boolean isShort() {
        return seconds < SHORT;
    }

    int clients() {
        return isShort() ? 4 : 14;
    }

    long firstChat() {
        return seed * MANY_CHATS;
    }
}
