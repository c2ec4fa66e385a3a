package org.rolemesh.dashboard;

import java.util.HashMap;
import java.util.Map;
import org.rolemesh.upstream.OpenCalls;

/**
 * How fast the streams that are under way come, for each alias together: what has come since the last look, smoothed. For
 * one thread.
 */
final class Rates {
    private static final double OF_THE_LAST = 0.4;

    private final OpenCalls calls;
    private Map<Object, Long> seen = Map.of();
    private Map<String, Double> rates = Map.of();
    private long lookedAt;

    Rates(OpenCalls calls) {
        this.calls = calls;
    }

    /** Tokens a second by alias, about; those without a stream are left out. */
    Map<String, Double> look(long nanos) {
        Map<Object, Long> now = new HashMap<>();
        Map<String, Long> came = new HashMap<>();
        calls.show((call, alias, passes) -> {
            now.put(call, passes);
            // Of one that is seen for the first time it is not known since when it runs.
            came.merge(alias, passes - seen.getOrDefault(call, passes), Long::sum);
        });
        double seconds = (nanos - lookedAt) / 1e9;
        Map<String, Double> smoothed = new HashMap<>();
        came.forEach((alias, passes) -> {
            double last = passes / seconds;
            smoothed.put(alias, last + (rates.getOrDefault(alias, last) - last) * (1 - OF_THE_LAST));
        });
        seen = now;
        rates = smoothed;
        lookedAt = nanos;
        return rates;
    }
}
