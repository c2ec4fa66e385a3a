package org.rolemesh.gateway;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The logs that are being followed, which have no end of their own: a shutdown ends them. Thread safe. */
public final class OpenLogs {
    private final Set<Runnable> ends = ConcurrentHashMap.newKeySet();

    void began(Runnable end) {
        ends.add(end);
    }

    void ended(Runnable end) {
        ends.remove(end);
    }

    /** Ends the answer of everybody who follows one. */
    public void endAll() {
        List.copyOf(ends).forEach(Runnable::run);
    }
}
