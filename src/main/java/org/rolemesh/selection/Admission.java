package org.rolemesh.selection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Snapshot;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.selection.Decision.Outcome;

/**
 * Hands out the places of upstreams and keeps the requests that wait for one, first come, first served. Thread safe, by
 * one lock that is held for some microseconds at most: nothing under it waits, and a line is looked at only as far as its
 * requests can go.
 *
 * <p>Whoever waits could not go when anything last changed. So a newcomer that can go overtakes nobody.
 */
public final class Admission implements Load {
    /** A load takes a while, and whoever waits for it holds a body in memory. */
    private static final int MOST_WAITING_FOR_LOAD = 1_000;

    private final Supplier<Snapshot> snapshot;
    private final LongSupplier nanoTime;
    private final Map<String, Meter> meters = new HashMap<>();
    private final Map<String, Long> turns = new HashMap<>();
    private final Map<LineKey, Line> lines = new HashMap<>();
    private long waited;
    private final List<Consumer<String>> idleListeners = new CopyOnWriteArrayList<>();

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
        Snapshot now = snapshot.get();
        // The catalog may have changed a moment ago, and not have said so yet.
        serveLines(now);
        Decision decision = decide(ask, now);
        return switch (decision.outcome()) {
            case CHOSEN -> {
                Place place = take(decision);
                serveLines(now);
                yield Entry.admitted(decision, place);
            }
            case UNAVAILABLE -> Entry.turnedAway(decision);
            case FULL, LOADING -> {
                if (!mayWait(decision)) {
                    yield Entry.turnedAway(decision);
                }
                lines.computeIfAbsent(LineKey.of(ask), key -> new Line())
                        .join(waiter, ask, decision.outcome(), waited++);
                yield Entry.waiting(decision);
            }
        };
    }

    /** What {@link #enter} would do now, without doing it. */
    public synchronized Explanation explain(Ask ask) {
        Decision decision = decide(ask, snapshot.get());
        return new Explanation(decision, waiting(ask.alias(), Outcome.FULL), mayWait(decision));
    }

    /** Ends the wait of {@code waiter}, which asked for {@code ask}; whether it was still waiting. */
    public synchronized boolean quit(Ask ask, Waiter waiter) {
        Line line = lines.get(LineKey.of(ask));
        if (line == null || !line.leave(waiter)) {
            return false;
        }
        if (line.isEmpty()) {
            lines.remove(LineKey.of(ask));
        }
        return true;
    }

    /** How many requests of an alias wait for a place. */
    public synchronized int waitingForPlace(Alias alias) {
        return waiting(alias, Outcome.FULL);
    }

    /** How many requests of an alias wait for its model to be loaded. */
    public synchronized int waitingForLoad(Alias alias) {
        return waiting(alias, Outcome.LOADING);
    }

    /**
     * Calls {@code listener} with an upstream's id when its last request has left it. It is called with this lock held: it
     * must only note that and go on elsewhere.
     */
    public void onIdle(Consumer<String> listener) {
        idleListeners.add(listener);
    }

    /** The number of the next request of an alias, without being that request. */
    public synchronized long upcomingTurn(Alias alias) {
        return turns.getOrDefault(alias.name(), 0L);
    }

    /** The number of the next request of an alias, which it takes. */
    public synchronized long nextTurn(Alias alias) {
        return turns.merge(alias.name(), 1L, Long::sum) - 1;
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
    public synchronized Optional<Pace> pace(String upstreamId) {
        Meter meter = meters.get(upstreamId);
        return meter == null ? Optional.empty() : Optional.ofNullable(meter.pace);
    }

    @Override
    public long nanoTime() {
        return nanoTime.getAsLong();
    }

    synchronized void leave(String upstreamId) {
        Meter meter = meter(upstreamId);
        meter.inFlight--;
        serveLines(snapshot.get());
        if (meter.inFlight == 0) {
            idleListeners.forEach(listener -> listener.accept(upstreamId));
        }
    }

    synchronized void leaveAfterAnswer(String upstreamId, long takenNanos, long tokens) {
        Meter meter = meter(upstreamId);
        long now = nanoTime();
        double perToken = (double) (now - takenNanos) / tokens;
        meter.pace = meter.pace == null ? new Pace(perToken, now) : meter.pace.with(perToken, now);
        leave(upstreamId);
    }

    private synchronized void catalogChanged() {
        Snapshot now = snapshot.get();
        meters.entrySet().removeIf(meter -> meter.getValue().inFlight == 0 && !now.knows(meter.getKey()));
        turns.keySet().removeIf(alias -> now.alias(alias).isEmpty());
        serveLines(now);
    }

    private Decision decide(Ask ask, Snapshot now) {
        Alias alias = now.alias(ask.alias().name()).orElse(ask.alias());
        return Decision.of(alias, now.availability(alias), ask, this);
    }

    private boolean mayWait(Decision decision) {
        int most = decision.alias().queue().length();
        return switch (decision.outcome()) {
            case FULL -> waiting(decision.alias(), Outcome.FULL) < most;
            case LOADING -> waiting(decision.alias(), Outcome.LOADING) < Math.max(most, MOST_WAITING_FOR_LOAD);
            case CHOSEN, UNAVAILABLE -> false;
        };
    }

    private int waiting(Alias alias, Outcome reason) {
        int waiting = 0;
        for (Map.Entry<LineKey, Line> line : lines.entrySet()) {
            waiting +=
                    line.getKey().alias().equals(alias.name()) ? line.getValue().waitingFor(reason) : 0;
        }
        return waiting;
    }

    /** Until nobody can go: who goes to a host that loads the model for it opens that host to those who wait. */
    private void serveLines(Snapshot now) {
        if (lines.isEmpty()) {
            return;
        }
        Line.Server server = new Server(now);
        boolean anyLeft = true;
        while (anyLeft) {
            anyLeft = false;
            for (Line line : oldestFirst()) {
                anyLeft |= line.serve(server);
            }
            lines.values().removeIf(Line::isEmpty);
        }
    }

    /** Two lines may wait for the same upstream: who has waited for longest has the first try. */
    private List<Line> oldestFirst() {
        List<Line> sorted = new ArrayList<>(lines.values());
        sorted.sort(Comparator.comparingLong(Line::oldest));
        return sorted;
    }

    private Place take(Decision decision) {
        Upstream upstream = decision.chosen().orElseThrow();
        meter(upstream.id()).inFlight++;
        return new Place(this, decision.alias(), upstream, nanoTime());
    }

    private Meter meter(String upstreamId) {
        return meters.computeIfAbsent(upstreamId, id -> new Meter());
    }

    /** Decides for all who wait by the same snapshot. */
    private final class Server implements Line.Server {
        private final Snapshot now;

        private Server(Snapshot now) {
            this.now = now;
        }

        @Override
        public Decision decide(Ask ask) {
            return Admission.this.decide(ask, now);
        }

        @Override
        public void settle(Waiter waiter, Decision decision) {
            if (decision.outcome() == Outcome.CHOSEN) {
                waiter.granted(take(decision), decision);
            } else {
                waiter.refused(decision);
            }
        }
    }

    /** Those in one line are alike: where the first of them cannot go none can. */
    private record LineKey(String alias, Narrowing narrowing) {
        static LineKey of(Ask ask) {
            return new LineKey(ask.alias().name(), ask.narrowing());
        }
    }

    private static final class Meter {
        private int inFlight;
        private int elsewhere;
        private Pace pace;
    }
}
