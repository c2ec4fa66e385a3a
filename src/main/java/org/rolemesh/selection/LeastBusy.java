package org.rolemesh.selection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.rolemesh.catalog.Upstream;

/**
 * The upstream that is expected to be done first: how full it is, times how slow. Fullness is by its slots, where it tells
 * how many are in use and how many there are, and otherwise by what this gateway has in flight there. Slowness is by the
 * time that a token has taken; without it, a machine that is five times slower would get its share of requests all the
 * same.
 *
 * <p>The score is 1 for an upstream that is idle and as fast as the fastest, and 2 where such a one is full. Equals take
 * turns.
 */
final class LeastBusy implements Ranking {
    static final LeastBusy RANKING = new LeastBusy();

    /** Less is in what was asked: a long prompt, a short answer. */
    private static final double CLEARLY_SLOWER = 2;

    private LeastBusy() {}

    @Override
    public List<Candidate> rank(List<Upstream> upstreams, Ask ask, Load load) {
        double fastest = fastest(upstreams, load);
        List<Candidate> ranked = new ArrayList<>(upstreams.size());
        for (Upstream upstream : RoundRobin.rotated(upstreams, ask.turn())) {
            ranked.add(new Candidate(upstream, score(upstream, fastest, load), load.inFlight(upstream.id())));
        }
        ranked.sort(Comparator.comparingDouble(Candidate::score));
        return ranked;
    }

    private static double score(Upstream upstream, double fastest, Load load) {
        double fullness = 1 + (double) load.busy(upstream.id()) / upstream.parallel();
        return fullness * slowness(upstream, fastest, load);
    }

    /** How many times slower it is than the fastest. One that has not been timed has to be tried for that. */
    private static double slowness(Upstream upstream, double fastest, Load load) {
        double times = load.pace(upstream.id())
                .map(pace -> pace.at(load.nanoTime(), fastest) / fastest)
                .orElse(1.0);
        return times < CLEARLY_SLOWER ? 1 : times;
    }

    /** The shortest time of all as it was measured; 0 where none was. */
    private static double fastest(List<Upstream> upstreams, Load load) {
        return upstreams.stream()
                .flatMap(upstream -> load.pace(upstream.id()).stream())
                .mapToDouble(Pace::nanos)
                .min()
                .orElse(0);
    }
}
