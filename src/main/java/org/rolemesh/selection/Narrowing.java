package org.rolemesh.selection;

import org.rolemesh.catalog.Upstream;
import org.rolemesh.config.Strategy;

/**
 * How a route narrows the choice among the upstreams of an alias.
 *
 * @param strategy null: the alias's own
 * @param upstream the name of the only one that comes into question; null: any
 * @param label that an upstream must have; null: none in particular
 */
public record Narrowing(Strategy strategy, String upstream, String label) {
    public static final Narrowing NONE = new Narrowing(null, null, null);

    boolean allows(Upstream candidate) {
        return (upstream == null || candidate.name().equals(upstream))
                && (label == null || candidate.labels().contains(label));
    }

    /** Whether every upstream of an alias comes into question. */
    public boolean allowsAll() {
        return upstream == null && label == null;
    }

    /** What an upstream has to be, in words that follow "no backend". */
    public String words() {
        String named = upstream == null ? "" : " called " + upstream;
        return label == null ? named : named + " with the label " + label;
    }
}
