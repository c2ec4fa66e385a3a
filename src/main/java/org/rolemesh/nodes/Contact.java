package org.rolemesh.nodes;

import java.time.Duration;
import java.time.Instant;

/**
 * When a node was last heard of.
 *
 * @param seenNanos on the clock of {@link Moment#nanos}
 * @param seen the same for people
 * @param stale whether that is too long ago for the node to get work
 * @param since when it became stale, or was heard of again
 */
public record Contact(long seenNanos, Instant seen, boolean stale, Instant since) {
    static Contact first(Moment now) {
        return new Contact(now.nanos(), now.wall(), false, now.wall());
    }

    Contact heard(Moment now) {
        return new Contact(now.nanos(), now.wall(), false, stale ? now.wall() : since);
    }

    /** What has become of it by {@code now}; itself where nothing has. */
    Contact at(Moment now, Duration staleAfter) {
        boolean becomesStale = !stale && now.isPast(seenNanos, staleAfter);
        return becomesStale ? new Contact(seenNanos, seen, true, now.wall()) : this;
    }
}
