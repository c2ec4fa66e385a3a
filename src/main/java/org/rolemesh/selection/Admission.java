package org.rolemesh.selection;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Snapshot;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.selection.Decision.Outcome;

/**
 * Hands out the places of upstreams and keeps the requests that wait for one, first come, first served. Thread safe, by
 * one lock that is held for about a microsecond.
 *
 * <p>Whoever waits could not go when anything last changed. So a newcomer that can go overtakes nobody.
 */
public final class Admission implements Load {
    static final long NOT_TIMED = -1;

    private final Supplier<Snapshot> snapshot;
    private final LongSupplier nanoTime;
    private final Map<String, Meter> meters = new HashMap<>();
    private final Map<String, Long> turns = new HashMap<>();
    private final Map<Waiter, Waiting> line = new LinkedHashMap<>();

    public Admission(Supplier<Snapshot> snapshot, LongSupplier nanoTime) {
        this.snapshot = snapshot;
        this.nanoTime = nanoTime;
    }

    /** Serves those who wait whenever {@code catalog} changes. */
    public static Admission of(Catalog catalog) {
        Admission admission = new Admission(catalog::snapshot, System::nanoTime);
        catalog.onChange(admission::catalogChanged);
        return admission;
    }

    /**
     * Takes a place for a request, or lets it wait for one where there may be one later.
     *
     * @param waiter is told what becomes of it if it waits
     */
    public synchronized Entry enter(Ask ask, Waiter waiter) {
        Decision decision = decide(ask);
        return switch (decision.outcome()) {
            case CHOSEN -> Entry.admitted(decision, take(decision));
            case UNAVAILABLE -> Entry.turnedAway(decision);
            case LOADING -> join(ask, waiter, decision);
            case FULL ->
                waitingFor(ask.aliasName()) < decision.alias().queue().length()
                        ? join(ask, waiter, decision)
                        : Entry.turnedAway(decision);
        };
    }

    /** What {@link #enter} would do now, without doing it. */
    public synchronized Decision decide(Ask ask) {
        Snapshot now = snapshot.get();
        Alias alias = now.alias(ask.alias().name()).orElse(ask.alias());
        return Decision.of(alias, now.availability(alias), ask, this);
    }

    /** Ends the wait of {@code waiter}; whether it was still waiting. If not, it has been granted a place or refused. */
    public synchronized boolean quit(Waiter waiter) {
        return line.remove(waiter) != null;
    }

    /** The number of the next request of an alias, without being that request. */
    public synchronized long upcomingTurn(String alias) {
        return turns.getOrDefault(alias, 0L);
    }

    /** The number of the next request of an alias, which it takes. */
    public synchronized long nextTurn(String alias) {
        return turns.merge(alias, 1L, Long::sum) - 1;
    }

    /** Requests of an alias that wait for a place; those that wait for a model to load are not counted. */
    public synchronized int waitingFor(String alias) {
        int count = 0;
        for (Waiting waiting : line.values()) {
            if (waiting.ask.aliasName().equals(alias) && waiting.reason == Outcome.FULL) {
                count++;
            }
        }
        return count;
    }

    /** Takes in how many slots of an upstream its host has just found in use, ours among them. */
    public synchronized void reported(String upstreamId, int slotsBusy) {
        Meter meter = meter(upstreamId);
        meter.elsewhere = Math.max(0, slotsBusy - meter.inFlight);
    }

    @Override
    public synchronized int inFlight(String upstreamId) {
        Meter meter = meters.get(upstreamId);
        return meter == null ? 0 : meter.inFlight;
    }

    @Override
    public synchronized int elsewhere(String upstreamId) {
        Meter meter = meters.get(upstreamId);
        return meter == null ? 0 : meter.elsewhere;
    }

    @Override
    public synchronized double paceNanos(String upstreamId) {
        Meter meter = meters.get(upstreamId);
        return meter == null || meter.pace == null ? 0 : meter.pace.at(nanoTime.getAsLong());
    }

    synchronized void leave(String upstreamId, long takenNanos) {
        Meter meter = meter(upstreamId);
        meter.inFlight--;
        if (takenNanos != NOT_TIMED) {
            long now = nanoTime.getAsLong();
            long held = now - takenNanos;
            meter.pace = meter.pace == null ? Pace.first(held, now) : meter.pace.with(held, now);
        }
        serveLine();
    }

    private synchronized void catalogChanged() {
        Snapshot now = snapshot.get();
        meters.entrySet().removeIf(meter -> meter.getValue().inFlight == 0 && !now.knows(meter.getKey()));
        serveLine();
    }

    private Entry join(Ask ask, Waiter waiter, Decision decision) {
        line.put(waiter, new Waiting(ask, decision.outcome()));
        return Entry.waiting(decision);
    }

    /** Looks for each who waits, in their order, whether it can go now. */
    private void serveLine() {
        if (line.isEmpty()) {
            return;
        }
        Map<String, Outcome> blocked = new HashMap<>();
        for (Map.Entry<Waiter, Waiting> entry : List.copyOf(line.entrySet())) {
            Waiting waiting = entry.getValue();
            // Where one cannot go, none of its alias can, but for those that have tried other upstreams.
            boolean alike = waiting.ask.tried().isEmpty();
            Outcome known = alike ? blocked.get(waiting.ask.aliasName()) : null;
            if (known != null) {
                waitsFor(entry.getKey(), waiting, known);
            } else if (!serve(entry.getKey(), waiting) && alike) {
                blocked.put(waiting.ask.aliasName(), waiting.reason);
            }
        }
    }

    /** Whether it no longer waits. */
    private boolean serve(Waiter waiter, Waiting waiting) {
        Decision decision = decide(waiting.ask);
        return switch (decision.outcome()) {
            case CHOSEN -> {
                line.remove(waiter);
                waiter.granted(take(decision));
                yield true;
            }
            case UNAVAILABLE -> {
                line.remove(waiter);
                waiter.refused(decision);
                yield true;
            }
            case FULL, LOADING -> {
                waitsFor(waiter, waiting, decision.outcome());
                yield false;
            }
        };
    }

    private static void waitsFor(Waiter waiter, Waiting waiting, Outcome reason) {
        if (waiting.reason != reason) {
            waiting.reason = reason;
            waiter.waitsFor(reason);
        }
    }

    private Place take(Decision decision) {
        Upstream upstream = decision.chosen().orElseThrow();
        meter(upstream.id()).inFlight++;
        return new Place(this, decision.alias(), upstream, nanoTime.getAsLong());
    }

    private Meter meter(String upstreamId) {
        return meters.computeIfAbsent(upstreamId, id -> new Meter());
    }

    private static final class Meter {
        private int inFlight;
        private int elsewhere;
        private Pace pace;
    }

    private static final class Waiting {
        private final Ask ask;
        private Outcome reason;

        private Waiting(Ask ask, Outcome reason) {
            this.ask = ask;
            this.reason = reason;
        }
    }
}
