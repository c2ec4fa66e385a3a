package org.rolemesh.selection;

import org.rolemesh.catalog.Upstream;

/**
 * An upstream that can answer, as one strategy sees it.
 *
 * @param score its rank with the strategy: the lowest is asked first
 * @param inFlight requests that hold a place there
 */
public record Candidate(Upstream upstream, double score, int inFlight) {
    /** Whether it may be given one more request. */
    public boolean hasRoom() {
        return upstream.limit().isEmpty() || inFlight < upstream.limit().getAsInt();
    }
}
