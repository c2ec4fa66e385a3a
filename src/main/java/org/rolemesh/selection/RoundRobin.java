package org.rolemesh.selection;

import java.util.ArrayList;
import java.util.List;
import org.rolemesh.catalog.Upstream;

/** Each upstream in turn. The score is how many come before it. */
final class RoundRobin implements Ranking {
    static final RoundRobin RANKING = new RoundRobin();

    private RoundRobin() {}

    @Override
    public List<Candidate> rank(List<Upstream> upstreams, Ask ask, Load load) {
        List<Candidate> ranked = new ArrayList<>(upstreams.size());
        for (Upstream upstream : rotated(upstreams, ask.turn())) {
            ranked.add(new Candidate(upstream, ranked.size(), load.inFlight(upstream.id())));
        }
        return ranked;
    }

    static List<Upstream> rotated(List<Upstream> upstreams, long turn) {
        int first = upstreams.isEmpty() ? 0 : Math.floorMod(turn, upstreams.size());
        if (first == 0) {
            return upstreams;
        }
        List<Upstream> rotated = new ArrayList<>(upstreams.size());
        rotated.addAll(upstreams.subList(first, upstreams.size()));
        rotated.addAll(upstreams.subList(0, first));
        return rotated;
    }
}
