package org.rolemesh.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whether an alias can answer now. {@link #of} is the only place that decides it.
 *
 * @param warm the upstreams that can answer at once, in the order of the config and then of the nodes' ids
 * @param cold those that would have to load the model first; used where there is none that has it, or is loading it
 * @param rejected those that cannot answer
 * @param reason why it is not usable; null where it is
 * @param since when it came to this; null where it is usable
 */
public record Availability(
        State state, List<Upstream> warm, List<Upstream> cold, List<Rejected> rejected, String reason, Instant since) {
    /** Of an alias that is no longer there. */
    static final Availability GONE =
            new Availability(State.UNUSABLE, List.of(), List.of(), List.of(), "it is no longer there", Instant.EPOCH);

    public enum State {
        /** It can answer. */
        USABLE,
        /** It will: an upstream is loading its model. */
        LOADING,
        /** It cannot. */
        UNUSABLE
    }

    /** An upstream that gets no request, and why. */
    public record Rejected(Upstream upstream, String reason, Instant since) {}

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
        List<Rejected> loading = new ArrayList<>();
        List<Rejected> out = new ArrayList<>();
        for (Upstream upstream : alias.upstreams()) {
            Standing standing = standings.of(upstream);
            switch (standing.kind()) {
                case WARM -> warm.add(upstream);
                case COLD -> cold.add(upstream);
                case LOADING -> loading.add(new Rejected(upstream, standing.reason(), standing.since()));
                case OUT -> out.add(new Rejected(upstream, standing.reason(), standing.since()));
            }
        }
        if (warm.isEmpty() && !loading.isEmpty()) {
            return loading(cold, loading, out);
        }
        List<Rejected> rejected = joined(loading, out);
        if (!warm.isEmpty() || !cold.isEmpty()) {
            return new Availability(State.USABLE, List.copyOf(warm), List.copyOf(cold), rejected, null, null);
        }
        return rejected.stream()
                .max(Comparator.comparing(Rejected::since))
                .map(last -> unusable(rejected, last.upstream().name() + ": " + last.reason(), last.since()))
                .orElseGet(() -> unusable(List.of(), "no node announces it", since));
    }

    /** A second load would take longer than the one that is under way, and cost its host another model. */
    private static Availability loading(List<Upstream> cold, List<Rejected> loading, List<Rejected> out) {
        List<Rejected> waiting = cold.stream()
                .map(upstream -> new Rejected(
                        upstream,
                        "the model is loading elsewhere",
                        loading.get(0).since()))
                .toList();
        return new Availability(
                State.LOADING,
                List.of(),
                List.of(),
                joined(joined(loading, waiting), out),
                "the model is loading",
                loading.get(0).since());
    }

    private static Availability unusable(List<Rejected> rejected, String reason, Instant since) {
        return new Availability(State.UNUSABLE, List.of(), List.of(), rejected, reason, since);
    }

    private static List<Rejected> joined(List<Rejected> first, List<Rejected> second) {
        List<Rejected> both = new ArrayList<>(first);
        both.addAll(second);
        return List.copyOf(both);
    }
}
