package org.rolemesh.selection;

import java.util.HashMap;
import java.util.Map;

/** A load that is what a test says. */
final class FixedLoad implements Load {
    private final Map<String, Integer> inFlight = new HashMap<>();
    private final Map<String, Integer> elsewhere = new HashMap<>();
    private final Map<String, Double> pace = new HashMap<>();

    FixedLoad inFlight(String id, int requests) {
        inFlight.put(id, requests);
        return this;
    }

    FixedLoad elsewhere(String id, int slots) {
        elsewhere.put(id, slots);
        return this;
    }

    FixedLoad paceMillis(String id, double millis) {
        pace.put(id, millis * 1e6);
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
    public double paceNanos(String upstreamId) {
        return pace.getOrDefault(upstreamId, 0.0);
    }
}
