package org.rolemesh.bench;

import java.time.Duration;

/**
 * How a server is loaded.
 *
 * @param concurrency connections, with one request each at a time
 * @param rate requests begun in a second, whatever becomes of those before; 0: each connection begins one when it has the
 *     answer to the last
 * @param warmup how long each server is loaded before anything counts
 * @param duration of one round
 * @param rounds for each server
 * @param events that every stream must have; 0: any number
 */
public record LoadShape(int concurrency, double rate, Duration warmup, Duration duration, int rounds, int events) {
    /** What opening the connections takes, of each round; it does not count, unless there is no warm-up at all. */
    static final Duration SETTLING = Duration.ofSeconds(1);

    public LoadShape {
        if (concurrency < 1 || rounds < 1 || rate < 0 || events < 0) {
            throw new IllegalArgumentException("concurrency and rounds must be at least 1, rate and events at least 0");
        }
        if (duration.isZero() || duration.isNegative() || warmup.isNegative()) {
            throw new IllegalArgumentException("the duration must be more than 0, the warm-up at least 0");
        }
    }

    Duration settling() {
        return warmup.isZero() ? Duration.ZERO : SETTLING;
    }
}
