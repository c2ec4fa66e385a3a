package org.rolemesh.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Meters by their labels: made with the first that is to be noted, and found again by one look-up that asks no registry.
 * There are never more than {@link #MOST}: whatever names come up over the months, beyond that all others are counted as
 * one. Thread safe.
 */
final class Series<M> {
    static final int MOST = 500;
    /** Stands for an alias or upstream where there is none. */
    static final String NONE = "none";
    /** Stands for those that came when there were too many. */
    static final String OTHER = "other";

    private final Map<Labels, M> meters = new ConcurrentHashMap<>();
    private final Function<Labels, M> make;

    /**
     * The values of the labels.
     *
     * @param kind of which there are few, whatever aliases and upstreams there are
     */
    record Labels(String alias, String upstream, String kind) {}

    Series(Function<Labels, M> make) {
        this.make = make;
    }

    /** Null stands for none. */
    M of(String alias, String upstream, String kind) {
        Labels labels = new Labels(alias == null ? NONE : alias, upstream == null ? NONE : upstream, kind);
        M known = meters.get(labels);
        return known != null ? known : made(labels);
    }

    private M made(Labels wanted) {
        Labels labels = meters.size() < MOST ? wanted : new Labels(OTHER, OTHER, wanted.kind());
        return meters.computeIfAbsent(labels, make);
    }
}
