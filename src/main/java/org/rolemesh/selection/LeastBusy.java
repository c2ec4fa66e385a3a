package org.rolemesh.selection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.rolemesh.catalog.Upstream;

/**
 * The upstream that is expected to be done first: the time that a request takes there, times how full it is. Fullness is
 * by its slots, where it tells how many are in use and how many there are, and otherwise by what this gateway has in
 * flight there. Without the time, a machine that is five times slower would get its share of requests all the same.
 *
 * <p>The score is that time in milliseconds, or plain fullness while no time is known. Equals take turns.
 */
final class LeastBusy implements Ranking {
    static final LeastBusy RANKING = new LeastBusy();

    /** Slots of an upstream that does not tell: as many as llama-server has when it is told nothing. */
    private static final int USUAL_SLOTS = 4;

    private static final double NANOS_PER_MILLI = 1e6;

    private LeastBusy() {}

    @Override
    public List<Candidate> rank(List<Upstream> upstreams, Ask ask, Load load) {
        double usualPace = fastest(upstreams, load);
        List<Candidate> ranked = new ArrayList<>(upstreams.size());
        for (Upstream upstream : RoundRobin.rotated(upstreams, ask.turn())) {
            ranked.add(new Candidate(upstream, score(upstream, usualPace, load), load.inFlight(upstream.id())));
        }
        ranked.sort(Comparator.comparingDouble(Candidate::score));
        return ranked;
    }

    private static double score(Upstream upstream, double usualPace, Load load) {
        double pace = load.paceNanos(upstream.id());
        double known = pace > 0 ? pace : usualPace;
        double fullness =
                1 + (double) load.busy(upstream.id()) / upstream.slots().orElse(USUAL_SLOTS);
        return known > 0 ? fullness * known / NANOS_PER_MILLI : fullness;
    }

    /** What an upstream counts as that has not been timed: it has to be tried for that. */
    private static double fastest(List<Upstream> upstreams, Load load) {
        return upstreams.stream()
                .mapToDouble(upstream -> load.paceNanos(upstream.id()))
                .filter(pace -> pace > 0)
                .min()
                .orElse(0);
    }
}
