package org.rolemesh.selection;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A load that is what a test says. */
final class FixedLoad implements Load {
    private final Map<String, Integer> inFlight = new HashMap<>();
    private final Map<String, Integer> elsewhere = new HashMap<>();
    private final Map<String, Pace> pace = new HashMap<>();
    private long now;

    FixedLoad inFlight(String id, int requests) {
        inFlight.put(id, requests);
        return this;
    }

    FixedLoad elsewhere(String id, int slots) {
        elsewhere.put(id, slots);
        return this;
    }

    FixedLoad paceMillis(String id, double millis) {
        pace.put(id, new Pace(millis * 1e6, now));
        return this;
    }

    FixedLoad after(Duration time) {
        now += time.toNanos();
        return this;
    }

    @Override
    public int inFlight(String upstreamId) {
        return inFlight.getOrDefault(upstreamId, 0);
    }

    @Override
    public int elsewhere(String upstreamId) {
        return elsewhere.getOrDefault(upstreamId, 0);
    }

    @Override
    public Optional<Pace> pace(String upstreamId) {
        return Optional.ofNullable(pace.get(upstreamId));
    }

    @Override
    public long nanoTime() {
        return now;
    }
}
