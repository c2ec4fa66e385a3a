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

    private static final double NANOS_PER_MILLI = 1e6;

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
        // One that has not been timed counts as the fastest: it has to be tried for that.
        double pace = load.pace(upstream.id())
                .map(known -> known.at(load.nanoTime(), fastest))
                .orElse(fastest);
        double fullness = 1 + (double) load.busy(upstream.id()) / upstream.parallel();
        return pace > 0 ? fullness * pace / NANOS_PER_MILLI : fullness;
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
