package org.rolemesh.slots;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All slots at one moment, and what stands against roles in them. Immutable.
 *
 * @param slots by name, in the order of the config
 * @param troubles what has failed, by role and slot
 * @param obstacles why a role cannot be loaded into a slot at all
 */
public record Board(Map<String, Slot> slots, Map<Berth, Restarts> troubles, Map<Berth, String> obstacles) {
    /** A role in a slot. */
    public record Berth(String role, String slot) {}

    public Board {
        slots = Collections.unmodifiableMap(new LinkedHashMap<>(slots));
        troubles = Map.copyOf(troubles);
        obstacles = Map.copyOf(obstacles);
    }

    public Collection<Slot> all() {
        return slots.values();
    }

    public Slot slot(String name) {
        return slots.get(name);
    }

    Optional<Slot> ofLaunch(String launchId) {
        return all().stream().filter(slot -> slot.isRun(launchId)).findFirst();
    }

    Restarts troublesOf(String role, String slot) {
        return troubles.getOrDefault(new Berth(role, slot), Restarts.NONE);
    }

    Optional<String> obstacle(String role, String slot) {
        return Optional.ofNullable(obstacles.get(new Berth(role, slot)));
    }

    Board with(Slot slot) {
        Map<String, Slot> changed = new LinkedHashMap<>(slots);
        changed.put(slot.name(), slot);
        return new Board(changed, troubles, obstacles);
    }

    Board withTroubles(String role, String slot, Restarts restarts) {
        Map<Berth, Restarts> changed = new HashMap<>(troubles);
        changed.put(new Berth(role, slot), restarts);
        return new Board(slots, changed, obstacles);
    }

    Board forgiven(String role) {
        Map<Berth, Restarts> changed = new HashMap<>(troubles);
        changed.keySet().removeIf(berth -> berth.role().equals(role));
        return new Board(slots, changed, obstacles);
    }

    Board withObstacles(Map<Berth, String> found) {
        return new Board(slots, troubles, found);
    }

    Board withObstacle(Berth berth, String reason) {
        Map<Berth, String> changed = new HashMap<>(obstacles);
        changed.put(berth, reason);
        return new Board(slots, troubles, changed);
    }
}
