package org.rolemesh.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whether an alias can answer now. {@link #of} is the only place that decides it.
 *
 * @param warm the upstreams that can answer at once, in the order of the config and then of the nodes' ids
 * @param cold those that can answer after they have loaded the model
 * @param loading those that are loading it
 * @param out those that cannot answer
 * @param reason why it is not usable; null where it is
 * @param since when it came to this; null where it is usable
 */
public record Availability(
        State state,
        List<Upstream> warm,
        List<Upstream> cold,
        List<Withheld> loading,
        List<Withheld> out,
        String reason,
        Instant since) {
    /** Of an alias that is no longer there. */
    static final Availability GONE = new Availability(
            State.UNUSABLE, List.of(), List.of(), List.of(), List.of(), "it is no longer there", Instant.EPOCH);

    public enum State {
        /** It can answer. */
        USABLE,
        /** It will: an upstream is loading its model. */
        LOADING,
        /** It cannot. */
        UNUSABLE
    }

    /** An upstream that is given no request, and why. */
    public record Withheld(Upstream upstream, String reason, Instant since) {}

    public Availability {
        warm = List.copyOf(warm);
        cold = List.copyOf(cold);
        loading = List.copyOf(loading);
        out = List.copyOf(out);
    }

    public boolean isUsable() {
        return state == State.USABLE;
    }

    /**
     * The availability of {@code alias}, by how its upstreams stand. Pure.
     *
     * @param since when it came to have no upstream, if it has none
     */
    static Availability of(Alias alias, Standings standings, Instant since) {
        List<Upstream> warm = new ArrayList<>();
        List<Upstream> cold = new ArrayList<>();
        List<Withheld> loading = new ArrayList<>();
        List<Withheld> out = new ArrayList<>();
        for (Upstream upstream : alias.upstreams()) {
            Standing standing = standings.of(upstream);
            Withheld withheld = new Withheld(upstream, standing.reason(), standing.since());
            switch (standing.kind()) {
                case WARM -> warm.add(upstream);
                case COLD -> cold.add(upstream);
                case LOADING -> loading.add(withheld);
                case OUT -> out.add(withheld);
            }
        }
        if (!warm.isEmpty() || !cold.isEmpty()) {
            return new Availability(State.USABLE, warm, cold, loading, out, null, null);
        }
        if (!loading.isEmpty()) {
            Withheld first = loading.get(0);
            return new Availability(State.LOADING, warm, cold, loading, out, first.reason(), first.since());
        }
        return unusable(out, since);
    }

    private static Availability unusable(List<Withheld> out, Instant since) {
        return out.stream()
                .max(Comparator.comparing(Withheld::since))
                .map(last -> unusable(out, last.upstream().name() + ": " + last.reason(), last.since()))
                .orElseGet(() -> unusable(out, "no node announces it", since));
    }

    private static Availability unusable(List<Withheld> out, String reason, Instant since) {
        return new Availability(State.UNUSABLE, List.of(), List.of(), List.of(), out, reason, since);
    }
}
