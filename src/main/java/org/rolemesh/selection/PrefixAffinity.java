package org.rolemesh.selection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.rolemesh.catalog.Upstream;

/**
 * The same beginning of a conversation goes to the same upstream, whose cache still holds it. By rendezvous hashing: each
 * upstream gets a weight from the beginning and its own id, and the lightest wins, so that one upstream more takes over
 * its share of conversations and moves no other.
 *
 * <p>Load is bounded: an upstream with no free slot that is also a quarter above the average comes last. The score is
 * the rank. A request without a beginning goes where it is least busy.
 */
final class PrefixAffinity implements Ranking {
    static final PrefixAffinity RANKING = new PrefixAffinity();

    private static final double ABOVE_AVERAGE = 1.25;

    private PrefixAffinity() {}

    @Override
    public List<Candidate> rank(List<Upstream> upstreams, Ask ask, Load load) {
        if (ask.prefix().isEmpty()) {
            return LeastBusy.RANKING.rank(upstreams, ask, load);
        }
        List<Upstream> byWeight = new ArrayList<>(upstreams);
        byWeight.sort(Comparator.comparingLong(upstream -> weight(ask.prefix().getAsLong(), upstream.id())));
        double share = share(upstreams, load);
        List<Candidate> ranked = new ArrayList<>(upstreams.size());
        add(byWeight, false, share, load, ranked);
        add(byWeight, true, share, load, ranked);
        return ranked;
    }

    private static void add(
            List<Upstream> byWeight, boolean overloaded, double share, Load load, List<Candidate> ranked) {
        for (Upstream upstream : byWeight) {
            if (isOverloaded(upstream, share, load) == overloaded) {
                ranked.add(new Candidate(upstream, ranked.size(), load.inFlight(upstream.id())));
            }
        }
    }

    private static boolean isOverloaded(Upstream upstream, double share, Load load) {
        int busy = load.busy(upstream.id());
        return busy >= share && busy >= upstream.parallel();
    }

    /** The most that one may have: a quarter more than the average, this request included. */
    private static double share(List<Upstream> upstreams, Load load) {
        int all = 1;
        for (Upstream upstream : upstreams) {
            all += load.busy(upstream.id());
        }
        return Math.ceil(ABOVE_AVERAGE * all / upstreams.size());
    }

    /** Well mixed, so that neighbouring ids do not get neighbouring weights. The finisher is SplitMix64's. */
    private static long weight(long prefix, String id) {
        long mixed = prefix + 0x9e3779b97f4a7c15L * id.hashCode();
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
