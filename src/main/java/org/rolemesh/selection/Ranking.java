package org.rolemesh.selection;

import java.util.List;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.config.Strategy;

/** A strategy: puts upstreams that can answer into the order in which a request is to try them. Pure. */
interface Ranking {
    List<Candidate> rank(List<Upstream> upstreams, Ask ask, Load load);

    static Ranking of(Strategy strategy) {
        return switch (strategy) {
            case ROUND_ROBIN -> RoundRobin.RANKING;
            case LEAST_BUSY -> LeastBusy.RANKING;
            case PREFIX_AFFINITY -> PrefixAffinity.RANKING;
        };
    }
}
