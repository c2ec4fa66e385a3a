package org.rolemesh.beats;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When beats are due that nothing else has caused. Agents that started together, say after a power cut, drift apart: each
 * has a period of its own, at most a tenth shorter than the config says and never longer, and begins at random.
 */
public final class BeatTimes {
    private final long periodMillis;
    private final RandomGenerator random;

    public BeatTimes(Duration heartbeat, RandomGenerator random) {
        this.periodMillis = Math.max(1, Math.round(heartbeat.toMillis() * (1 - random.nextDouble() / 10)));
        this.random = random;
    }

    public long periodMillis() {
        return periodMillis;
    }

    /** Another for each gateway. */
    public long firstDelayMillis() {
        return random.nextLong(periodMillis + 1);
    }
}
