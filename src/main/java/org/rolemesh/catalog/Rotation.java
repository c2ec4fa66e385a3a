package org.rolemesh.catalog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Round robin: each request of an alias begins with the next of its candidates. Thread safe. */
public final class Rotation {
    private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();

    /** The candidates in the order in which this request is to try them. */
    public List<Upstream> order(String aliasName, List<Upstream> candidates) {
        if (candidates.size() < 2) {
            return candidates;
        }
        int turn = turns.computeIfAbsent(aliasName, name -> new AtomicInteger()).getAndIncrement();
        List<Upstream> rotated = new ArrayList<>(candidates);
        Collections.rotate(rotated, -Math.floorMod(turn, candidates.size()));
        return rotated;
    }
}
