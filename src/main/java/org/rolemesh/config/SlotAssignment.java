package org.rolemesh.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Finds out whether roles can be loaded all at once, each into one of its own slots. For one thread. */
final class SlotAssignment {
    private final Map<String, RoleConfig> holders = new HashMap<>();

    /** Gives the role a slot, moving those before it among theirs; false, with nothing changed, where none is left. */
    boolean place(RoleConfig role) {
        return place(role, new HashSet<>());
    }

    private boolean place(RoleConfig role, Set<String> tried) {
        for (String slot : role.slots()) {
            if (tried.add(slot)) {
                RoleConfig holder = holders.get(slot);
                if (holder == null || place(holder, tried)) {
                    holders.put(slot, role);
                    return true;
                }
            }
        }
        return false;
    }
}
