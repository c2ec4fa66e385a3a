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

    /** The slots that were given, by role. */
    Map<String, String> slotsByRole() {
        Map<String, String> slots = new HashMap<>();
        holders.forEach((slot, role) -> slots.put(role.role(), slot));
        return slots;
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
