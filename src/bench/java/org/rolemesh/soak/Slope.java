package org.rolemesh.soak;

import java.util.List;

/** How fast something grows: the straight line with the least squares through what was seen of it. */
final class Slope {
    private static final double NANOS = 1e9;

    /** A figure, and when it was read, by {@link System#nanoTime()}. */
    record Reading(long nanos, double value) {}

    private Slope() {}

    /** What is added in a second; 0 through less than two readings. */
    static double perSecond(List<Reading> readings) {
        if (readings.size() < 2) {
            return 0;
        }
        long start = readings.get(0).nanos;
        double meanTime = readings.stream()
                .mapToDouble(each -> (each.nanos - start) / NANOS)
                .average()
                .orElseThrow();
        double meanValue =
                readings.stream().mapToDouble(Reading::value).average().orElseThrow();
        double both = 0;
        double time = 0;
        for (Reading each : readings) {
            double away = (each.nanos - start) / NANOS - meanTime;
            both += away * (each.value - meanValue);
            time += away * away;
        }
        return both / time;
    }
}
