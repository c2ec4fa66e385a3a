package org.rolemesh.testing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** What {@link RateLoad} saw: one entry for each request, in the order of sending. */
public record RateReport(List<Request> requests) {

    /**
     * One request.
     *
     * @param user as it was sent, and as the backend has it
     * @param sentNanos the {@link System#nanoTime()} at which it was due; waiting to be sent is part of its time
     * @param micros from then to the end of the answer
     * @param status of the answer, or 0 where none came
     * @param upstream what {@code X-RoleMesh-Upstream} named, or ""
     * @param attempts what {@code X-RoleMesh-Attempts} said, or 0
     * @param failure what went wrong, or "" where the answer is a whole 200
     */
    public record Request(
            String user, long sentNanos, long micros, int status, String upstream, int attempts, String failure) {
        public boolean failed() {
            return !failure.isEmpty();
        }

        /** Whether it was sent in this span of {@link System#nanoTime()}. */
        public boolean sentBetween(long from, long to) {
            return sentNanos - from >= 0 && sentNanos - to < 0;
        }
    }

    public List<Request> failed() {
        return requests.stream().filter(Request::failed).toList();
    }

    /** The time of those that did not fail, in milliseconds at this percentile (0-100). */
    public double millis(double percentile) {
        Histogram micros = new Histogram(3);
        requests.stream().filter(Predicate.not(Request::failed)).forEach(each -> micros.recordValue(each.micros()));
        return micros.getValueAtPercentile(percentile) / 1000.0;
    }

    /** How many of those that did not fail each upstream answered. */
    public Map<String, Long> byUpstream() {
        return requests.stream()
                .filter(Predicate.not(Request::failed))
                .collect(Collectors.groupingBy(Request::upstream, TreeMap::new, Collectors.counting()));
    }

    /** What went wrong, and how often. */
    public Map<String, Long> failures() {
        return failed().stream()
                .map(each -> each.status() + " " + each.failure())
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }
}
