package org.rolemesh.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All rounds of one server.
 *
 * @param warmUpFailures what went wrong before anything counted
 */
public record Series(Target target, List<Figures> rounds, Map<String, Long> warmUpFailures) {
    public Series {
        rounds = List.copyOf(rounds);
        warmUpFailures = Map.copyOf(warmUpFailures);
    }

    /** Of the rounds' values the one in the middle; of an even number the mean of the two. */
    double median(Measure measure) {
        double[] values = rounds.stream().mapToDouble(measure::of).sorted().toArray();
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /** Whether there is anything to show of it. */
    boolean has(Measure measure) {
        return rounds.stream().anyMatch(measure::isIn);
    }

    /** What went wrong over all, and how often. */
    Map<String, Long> failures() {
        Map<String, Long> all = new TreeMap<>(warmUpFailures);
        rounds.forEach(round -> round.failures().forEach((why, count) -> all.merge(why, count, Long::sum)));
        return all;
    }

    long failed() {
        return failures().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether it has answered or streamed in every round, and nothing has failed. */
    public boolean clean() {
        return failed() == 0 && rounds.stream().allMatch(round -> round.answers() + round.events() > 0);
    }
}
