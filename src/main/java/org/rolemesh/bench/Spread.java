package org.rolemesh.bench;

import org.HdrHistogram.Histogram;

/**
 * Times in milliseconds, by percentile.
 *
 * @param count how many were taken; where there are none, everything else is 0
 */
public record Spread(long count, double p50, double p90, double p99, double p999, double max) {
    private static final double MICROS = 1000;

    static Spread of(Histogram micros) {
        return new Spread(
                micros.getTotalCount(),
                micros.getValueAtPercentile(50) / MICROS,
                micros.getValueAtPercentile(90) / MICROS,
                micros.getValueAtPercentile(99) / MICROS,
                micros.getValueAtPercentile(99.9) / MICROS,
                micros.getMaxValue() / MICROS);
    }
}
