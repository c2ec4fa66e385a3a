package org.rolemesh.bench;

import java.time.Duration;

/**
 * One server's turn.
 *
 * @param settling time at the start that does not count
 * @param duration that counts
 * @param grace for what still runs then; zero: it is cut
 */
record RoundPlan(
        Target target, ChatRequest chat, LoadShape shape, Duration settling, Duration duration, Duration grace) {
    private static final Duration GRACE = Duration.ofSeconds(10);

    static RoundPlan warmUp(Target target, ChatRequest chat, LoadShape shape) {
        return new RoundPlan(target, chat, shape, Duration.ZERO, shape.warmup(), Duration.ZERO);
    }

    static RoundPlan measured(Target target, ChatRequest chat, LoadShape shape) {
        return new RoundPlan(target, chat, shape, shape.settling(), shape.duration(), GRACE);
    }

    /** Longer than this no round takes. */
    Duration atMost() {
        return settling.plus(duration).plus(grace).plus(GRACE);
    }
}
