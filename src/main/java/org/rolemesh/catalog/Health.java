package org.rolemesh.catalog;

import java.time.Instant;

/**
 * How an upstream fares, by what was last seen of it.
 *
 * @param since when it came to this state; for people to read, nothing is decided by it
 * @param reason why it is down; null in the other states
 * @param contrary observations in a row that speak against the state, fewer than it takes to leave it
 */
public record Health(State state, Instant since, String reason, int contrary) {
    public enum State {
        /** Nothing has been seen of it yet. */
        UNKNOWN,
        /** It can answer. */
        UP,
        /** It is alive and still loading its model. */
        LOADING,
        /** It cannot answer. */
        DOWN
    }

    public static Health unknown(Instant now) {
        return new Health(State.UNKNOWN, now, null, 0);
    }

    public static Health up(Instant now) {
        return new Health(State.UP, now, null, 0);
    }

    public static Health loading(Instant now) {
        return new Health(State.LOADING, now, null, 0);
    }

    public static Health down(Instant now, String reason) {
        return new Health(State.DOWN, now, reason, 0);
    }

    /** Whether {@code other} makes no difference to where requests go. */
    boolean routesLike(Health other) {
        return withContrary(0).equals(other.withContrary(0));
    }

    Health withContrary(int count) {
        return count == contrary ? this : new Health(state, since, reason, count);
    }
}
