package org.rolemesh.selection;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Availability;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.catalog.WhenCold;

/**
 * Where a request goes, and why. {@link #of} is the only place that decides it.
 *
 * @param availability of the alias, with the upstreams that cannot answer and why
 * @param candidates those that come into question, in the order in which they would be tried; without those that have
 *     failed the request and those that its route rules out
 */
public record Decision(Alias alias, Availability availability, Outcome outcome, List<Candidate> candidates) {
    public enum Outcome {
        /** It goes to the first candidate that has room. */
        CHOSEN,
        /** No candidate has room. */
        FULL,
        /** An upstream is loading the model, or will be. */
        LOADING,
        /** Nothing can answer. */
        UNAVAILABLE
    }

    /**
     * Decides by what is known at one moment. Pure.
     *
     * <p>Who has the model in memory comes first. Where nobody has, a load that is under way is waited for: another one
     * would end later, and cost its host another model.
     */
    static Decision of(Alias alias, Availability availability, Ask ask, Load load) {
        List<Upstream> warm = allowed(availability.warm(), ask);
        if (!warm.isEmpty()) {
            return among(warm, alias, availability, ask, load);
        }
        boolean loading = availability.loading().stream().anyMatch(each -> ask.allows(each.upstream()));
        List<Upstream> cold = allowed(availability.cold(), ask);
        boolean willBeLoaded = loading || (!cold.isEmpty() && alias.whenCold() == WhenCold.WAIT);
        if (willBeLoaded && ask.waitsForLoads()) {
            return new Decision(alias, availability, Outcome.LOADING, List.of());
        }
        return cold.isEmpty() || alias.whenCold() == WhenCold.WAIT
                ? new Decision(alias, availability, Outcome.UNAVAILABLE, List.of())
                : among(begun(cold, load), alias, availability, ask, load);
    }

    private static Decision among(
            List<Upstream> upstreams, Alias alias, Availability availability, Ask ask, Load load) {
        List<Candidate> ranked = Ranking.of(ask.strategy(alias)).rank(upstreams, ask, load);
        Outcome outcome = firstWithRoom(ranked) == null ? Outcome.FULL : Outcome.CHOSEN;
        return new Decision(alias, availability, outcome, ranked);
    }

    private static List<Upstream> allowed(List<Upstream> upstreams, Ask ask) {
        return only(upstreams, ask::allows);
    }

    /** A cold upstream that has requests of ours is loading the model for them, though its node has not said so yet. */
    private static List<Upstream> begun(List<Upstream> cold, Load load) {
        List<Upstream> begun = only(cold, upstream -> load.inFlight(upstream.id()) > 0);
        return begun.isEmpty() ? cold : begun;
    }

    private static List<Upstream> only(List<Upstream> upstreams, Predicate<Upstream> wanted) {
        for (Upstream upstream : upstreams) {
            if (!wanted.test(upstream)) {
                return upstreams.stream().filter(wanted).toList();
            }
        }
        return upstreams;
    }

    /** Null where none has. */
    private static Candidate firstWithRoom(List<Candidate> ranked) {
        for (Candidate candidate : ranked) {
            if (candidate.hasRoom()) {
                return candidate;
            }
        }
        return null;
    }

    /** Where it goes; empty unless the outcome is {@code CHOSEN}. */
    public Optional<Upstream> chosen() {
        return Optional.ofNullable(firstWithRoom(candidates)).map(Candidate::upstream);
    }

    /** Upstreams that would have to load the model, and do not come into question while others have it or load it. */
    public List<Upstream> passedOver() {
        return only(availability.cold(), upstream -> candidates.stream()
                .noneMatch(candidate -> candidate.upstream().equals(upstream)));
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
        passedOver()
                .forEach(upstream -> line.append(" [").append(upstream.name()).append(" not loaded]"));
        availability.loading().forEach(each -> describe(each, line));
        availability.out().forEach(each -> describe(each, line));
        return line.toString();
    }

    private static void describe(Availability.Withheld withheld, StringBuilder line) {
        line.append(" [").append(withheld.upstream().name());
        line.append(" rejected: ").append(withheld.reason()).append(']');
    }
}
