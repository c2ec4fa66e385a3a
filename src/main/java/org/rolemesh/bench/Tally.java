package org.rolemesh.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/**
 * What one event loop has seen of a round. Times and rates are of what happened while the window was open; failures count
 * whenever they happen.
 */
final class Tally {
    private static final int DIGITS = 3;
    private static final long NANOS_PER_MICRO = 1000;

    private final Histogram firstMicros = new Histogram(DIGITS);
    private final Histogram gapMicros = new Histogram(DIGITS);
    private final Histogram wholeMicros = new Histogram(DIGITS);
    private final Map<String, Long> failures = new TreeMap<>();
    private final Live live;
    private boolean open;
    private long openedNanos;
    private long closedNanos;
    private long answers;
    private long ended;
    private long events;
    private long unfinished;

    /** What other threads may look at while the round goes on, of all event loops together. */
    record Live(LongAdder answers, LongAdder events, LongAdder failures) {
        Live() {
            this(new LongAdder(), new LongAdder(), new LongAdder());
        }
    }

    Tally(Live live) {
        this.live = live;
    }

    void open() {
        open = true;
        openedNanos = System.nanoTime();
    }

    void close() {
        open = false;
        closedNanos = System.nanoTime();
    }

    /** Events that came together; all but the first of them with no gap. */
    void events(int count, long gapNanos) {
        live.events().add(count);
        if (open) {
            events += count;
            gapMicros.recordValue(gapNanos / NANOS_PER_MICRO);
            if (count > 1) {
                gapMicros.recordValueWithCount(0, count - 1L);
            }
        }
    }

    /** The first events of a stream, this long after it was due. */
    void firstEvents(int count, long afterNanos) {
        live.events().add(count);
        if (open) {
            events += count;
            firstMicros.recordValue(afterNanos / NANOS_PER_MICRO);
            if (count > 1) {
                gapMicros.recordValueWithCount(0, count - 1L);
            }
        }
    }

    /** An answer has come to its end as it should, this long after its request was due. */
    void answered(long afterNanos) {
        live.answers().increment();
        ended++;
        if (open) {
            answers++;
            wholeMicros.recordValue(afterNanos / NANOS_PER_MICRO);
        }
    }

    void failed(String why) {
        live.failures().increment();
        failures.merge(why, 1L, Long::sum);
    }

    /** It was cut when the round ended, and nothing was wrong with it until then. */
    void cut() {
        unfinished++;
    }

    /** Adds what another event loop has seen of the same round; both have ended. */
    Tally add(Tally other) {
        firstMicros.add(other.firstMicros);
        gapMicros.add(other.gapMicros);
        wholeMicros.add(other.wholeMicros);
        other.failures.forEach((why, count) -> failures.merge(why, count, Long::sum));
        answers += other.answers;
        ended += other.ended;
        events += other.events;
        unfinished += other.unfinished;
        return this;
    }

    Figures figures() {
        return new Figures(
                (closedNanos - openedNanos) / 1e9,
                answers,
                ended,
                events,
                Map.copyOf(failures),
                unfinished,
                Spread.of(firstMicros),
                Spread.of(gapMicros),
                Spread.of(wholeMicros));
    }
}
