package org.rolemesh.selection;

import java.util.Optional;

/** What upstreams have to do at one moment, by upstream id. */
public interface Load {
    /** Requests of this gateway that hold a place there. */
    int inFlight(String upstreamId);

    /** Slots that others keep busy there, as its host last reported; 0 where it reports nothing. */
    int elsewhere(String upstreamId);

    /** How long one token of an answer takes there; empty where none has been timed. */
    Optional<Pace> pace(String upstreamId);

    /** Now, on the monotonic clock. */
    long nanoTime();

    /** All that is under way there. */
    default int busy(String upstreamId) {
        return inFlight(upstreamId) + elsewhere(upstreamId);
    }
}
