package org.rolemesh.metrics;

import java.time.Duration;
import java.util.Arrays;

/** Upper bounds of histograms. Those of {@code gen_ai} metrics are the ones that OpenTelemetry recommends. */
final class Buckets {
    /** From an answer that needs no model to one that takes ten minutes. */
    static final Duration[] REQUEST = seconds(0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320, 600);

    static final Duration[] FIRST_BYTE =
            seconds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180, 600);

    static final Duration[] QUEUE_WAIT = seconds(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180, 600);

    static final Duration[] RELEASE = seconds(0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5);

    static final Duration[] GEN_AI_DURATION =
            seconds(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);

    static final Duration[] GEN_AI_FIRST_TOKEN =
            seconds(0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10);

    static final Duration[] GEN_AI_PER_TOKEN =
            seconds(0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5);

    static final double[] GEN_AI_TOKENS = {
        1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864
    };

    static final double[] TOKENS_PER_SECOND = {1, 2, 5, 10, 15, 20, 30, 40, 60, 80, 100, 150, 200, 400, 1000};

    private Buckets() {}

    private static Duration[] seconds(double... bounds) {
        return Arrays.stream(bounds)
                .mapToObj(bound -> Duration.ofNanos(Math.round(bound * 1e9)))
                .toArray(Duration[]::new);
    }
}
