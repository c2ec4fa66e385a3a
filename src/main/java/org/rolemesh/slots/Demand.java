package org.rolemesh.slots;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is wanted of the slots at one moment.
 *
 * @param wanted the roles that are to be loaded, by when that was first asked for, the oldest first
 * @param inUse the slots that have requests for the role they hold
 */
record Demand(Map<String, Long> wanted, Set<String> inUse) {
    Demand {
        wanted = Collections.unmodifiableMap(new LinkedHashMap<>(wanted));
        inUse = Set.copyOf(inUse);
    }

    boolean wants(String role) {
        return role != null && wanted.containsKey(role);
    }

    boolean isInUse(Slot slot) {
        return inUse.contains(slot.name());
    }
}
