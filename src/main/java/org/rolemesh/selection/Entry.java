package org.rolemesh.selection;

/**
 * What became of a request that asked for a place.
 *
 * @param place its place; null unless it was admitted
 * @param waits whether it waits, and its waiter will be told
 */
public record Entry(Decision decision, Place place, boolean waits) {
    static Entry admitted(Decision decision, Place place) {
        return new Entry(decision, place, false);
    }

    static Entry waiting(Decision decision) {
        return new Entry(decision, null, true);
    }

    static Entry turnedAway(Decision decision) {
        return new Entry(decision, null, false);
    }
}
