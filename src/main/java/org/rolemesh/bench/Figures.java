package org.rolemesh.bench;

import java.util.Map;

/**
 * What was measured of one server in one round.
 *
 * @param seconds for which it was measured
 * @param answers that came to their end in that time, as they should
 * @param ended answers that came to their end as they should, in that time or not
 * @param events of streams, in that time; {@code [DONE]} is none
 * @param failures what went wrong, and how often
 * @param unfinished streams that went well and were cut because the round was over
 * @param first milliseconds from when a stream was due to its first event
 * @param gap milliseconds from one event of a stream to the next
 * @param whole milliseconds from when a request was due to the end of its answer
 */
public record Figures(
        double seconds,
        long answers,
        long ended,
        long events,
        Map<String, Long> failures,
        long unfinished,
        Spread first,
        Spread gap,
        Spread whole) {

    double answersPerSecond() {
        return answers / seconds;
    }

    double eventsPerSecond() {
        return events / seconds;
    }

    long failed() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }
}
