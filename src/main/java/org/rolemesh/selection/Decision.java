package org.rolemesh.selection;

import java.util.List;
import java.util.Optional;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Availability;
import org.rolemesh.catalog.Upstream;

/**
 * Where a request goes, and why. {@link #of} is the only place that decides it.
 *
 * @param availability of the alias, with the upstreams that cannot answer and why
 * @param candidates those that can, in the order in which they would be tried; without those that have failed the request
 */
public record Decision(Alias alias, Availability availability, Outcome outcome, List<Candidate> candidates) {
    public enum Outcome {
        /** It goes to the first candidate that has room. */
        CHOSEN,
        /** No candidate has room. */
        FULL,
        /** The model is loading. */
        LOADING,
        /** Nothing can answer. */
        UNAVAILABLE
    }

    /** Decides by what is known at one moment. Pure. */
    static Decision of(Alias alias, Availability availability, Ask ask, Load load) {
        List<Upstream> untried = untried(availability, ask);
        if (!untried.isEmpty()) {
            List<Candidate> ranked = Ranking.of(alias.strategy()).rank(untried, ask, load);
            boolean room = ranked.stream().anyMatch(Candidate::hasRoom);
            return new Decision(alias, availability, room ? Outcome.CHOSEN : Outcome.FULL, ranked);
        }
        boolean loading = availability.state() == Availability.State.LOADING;
        return new Decision(alias, availability, loading ? Outcome.LOADING : Outcome.UNAVAILABLE, List.of());
    }

    /** Where it goes; empty unless the outcome is {@code CHOSEN}. */
    public Optional<Upstream> chosen() {
        return candidates.stream().filter(Candidate::hasRoom).findFirst().map(Candidate::upstream);
    }

    /** Upstreams that could answer after loading the model, which is not done while others have it. */
    public List<Upstream> passedOver() {
        boolean warmAreLeft =
                candidates.stream().anyMatch(candidate -> availability.warm().contains(candidate.upstream()));
        return warmAreLeft ? availability.cold() : List.of();
    }

    /** All that it was decided by, in one line for a log. */
    public String describe() {
        StringBuilder line = new StringBuilder("alias=" + alias.name() + " strategy=" + alias.strategy() + " outcome="
                + outcome + " chosen=" + chosen().map(Upstream::name).orElse("none"));
        for (Candidate candidate : candidates) {
            line.append(" [").append(candidate.upstream().name());
            line.append(" score=").append(Math.round(candidate.score() * 100) / 100.0);
            line.append(" in_flight=").append(candidate.inFlight());
            line.append(candidate.hasRoom() ? "]" : " full]");
        }
        for (Availability.Rejected rejected : availability.rejected()) {
            line.append(" [").append(rejected.upstream().name());
            line.append(" rejected: ").append(rejected.reason()).append(']');
        }
        return line.toString();
    }

    /** Those that have the model in memory and, only where none of them is left, those that would have to load it. */
    private static List<Upstream> untried(Availability availability, Ask ask) {
        List<Upstream> warm = without(ask, availability.warm());
        return warm.isEmpty() ? without(ask, availability.cold()) : warm;
    }

    private static List<Upstream> without(Ask ask, List<Upstream> upstreams) {
        return ask.tried().isEmpty()
                ? upstreams
                : upstreams.stream()
                        .filter(upstream -> !ask.tried().contains(upstream.id()))
                        .toList();
    }
}
