package org.rolemesh.selection;

/**
 * A request that waits for a place. It is called with the admission's lock held, from any thread: it must only note what
 * it is told and go on elsewhere.
 */
public interface Waiter {
    /** It has a place, by this decision, waits no longer, and must free the place in the end. */
    void granted(Place place, Decision decision);

    /** It waits no longer: nothing can answer. */
    void refused(Decision decision);

    /** It still waits, for another reason than before. */
    void waitsFor(Decision.Outcome reason);
}
