package org.rolemesh.selection;

/**
 * What would become of a request now.
 *
 * @param waiting requests of its alias that wait for a place
 * @param mayWait whether there is room for one more of them
 */
public record Explanation(Decision decision, int waiting, boolean mayWait) {}
