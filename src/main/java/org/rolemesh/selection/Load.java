package org.rolemesh.selection;

/** What upstreams have to do at one moment, by upstream id. */
public interface Load {
    /** Requests of this gateway that hold a place there. */
    int inFlight(String upstreamId);

    /** Slots that others keep busy there, as its host last reported; 0 where it reports nothing. */
    int elsewhere(String upstreamId);

    /** How long one request holds a place there, in nanoseconds; 0 where that is not known. */
    double paceNanos(String upstreamId);

    /** All that is under way there. */
    default int busy(String upstreamId) {
        return inFlight(upstreamId) + elsewhere(upstreamId);
    }
}
