package org.rolemesh.testing;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * What {@link StreamLoad} saw.
 *
 * @param streams one entry for each request
 * @param firstEventMicros from the call for a connection to the first event, for streams that had one
 * @param gapMicros between one content and the next of the same stream
 */
public record LoadReport(List<Stream> streams, Histogram firstEventMicros, Histogram gapMicros) {

    /**
     * One request.
     *
     * @param status of the answer, or 0 where none came
     * @param inOrder contents that had the number expected next
     * @param misplaced contents with another number, or of another stream
     * @param lost contents that should have come and did not
     * @param done whether {@code [DONE]} came
     * @param failure why the stream is not whole, or "" where it ended cleanly
     */
    public record Stream(int status, int inOrder, int misplaced, int lost, boolean done, String failure) {
        /** Every content once, in order, then {@code [DONE]} and a clean end. */
        public boolean whole() {
            return status == 200 && misplaced == 0 && lost == 0 && done && failure.isEmpty();
        }
    }

    /** How many streams were whole. */
    public long whole() {
        return streams.stream().filter(Stream::whole).count();
    }

    /** Contents lost over all streams. */
    public int lost() {
        return streams.stream().mapToInt(Stream::lost).sum();
    }

    /** Contents out of order, doubled or foreign over all streams. */
    public int misplaced() {
        return streams.stream().mapToInt(Stream::misplaced).sum();
    }

    /** What went wrong, and how often. */
    public Map<String, Long> failures() {
        return streams.stream()
                .filter(Predicate.not(Stream::whole))
                .map(stream -> stream.status() + " " + stream.failure())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    /** The time to the first event in milliseconds at this percentile (0-100). */
    public double firstEventMillis(double percentile) {
        return firstEventMicros.getValueAtPercentile(percentile) / 1000.0;
    }

    /** The gap between contents in milliseconds at this percentile (0-100). */
    public double gapMillis(double percentile) {
        return gapMicros.getValueAtPercentile(percentile) / 1000.0;
    }

    /** One line for a test's output. */
    public String summary() {
        return ("%d of %d streams whole, %d lost, %d misplaced; first event p50 %.1f p99 %.1f ms; "
                        + "gap p50 %.1f p99 %.1f max %.1f ms; %s")
                .formatted(
                        whole(),
                        streams.size(),
                        lost(),
                        misplaced(),
                        firstEventMillis(50),
                        firstEventMillis(99),
                        gapMillis(50),
                        gapMillis(99),
                        gapMillis(100),
                        failures());
    }
}
