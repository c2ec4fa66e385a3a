package org.rolemesh.catalog;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Whether an alias can answer now. {@link #of} is the only place that decides it.
 *
 * @param candidates the upstreams that can answer, in the order of the config; empty unless usable
 * @param reason why it is not usable; null where it is
 * @param since when it came to this; null where it is usable
 */
public record Availability(State state, List<Upstream> candidates, String reason, Instant since) {
    public enum State {
        /** It can answer. */
        USABLE,
        /** It will: an upstream is loading its model. */
        LOADING,
        /** It cannot. */
        UNUSABLE
    }

    public boolean isUsable() {
        return state == State.USABLE;
    }

    /** The availability of {@code alias}, by the health of its upstreams. Pure. */
    static Availability of(Alias alias, Map<String, Health> health) {
        List<Upstream> usable = alias.upstreams().stream()
                .filter(upstream -> health.get(upstream.id()).state() == Health.State.UP)
                .toList();
        if (!usable.isEmpty()) {
            return new Availability(State.USABLE, usable, null, null);
        }
        return alias.upstreams().stream()
                .map(upstream -> whyNot(upstream, health.get(upstream.id())))
                .min(Comparator.comparing(Availability::state))
                .orElseGet(() -> unusable("no backend serves it", Instant.EPOCH));
    }

    private static Availability whyNot(Upstream upstream, Health health) {
        return switch (health.state()) {
            case UNKNOWN -> unusable("not probed yet", health.since());
            case LOADING -> new Availability(State.LOADING, List.of(), "the model is loading", health.since());
            case DOWN -> unusable(upstream.id() + ": " + health.reason(), health.since());
            case UP -> throw new IllegalArgumentException(upstream.id() + " is up");
        };
    }

    private static Availability unusable(String reason, Instant since) {
        return new Availability(State.UNUSABLE, List.of(), reason, since);
    }
}
