package org.rolemesh.slots;

/**
 * One thing that is to be done now.
 *
 * @param role of {@code LAUNCH} the role, of {@code YIELD} the one that the slot is freed for, or null
 * @param reason of {@code END} what is wrong; null where nothing is
 */
record Act(Kind kind, String slot, String role, String reason) {
    enum Kind {
        /** Start a process for the role. */
        LAUNCH,
        /** Give the slot no more requests. */
        YIELD,
        /** End its process. */
        END
    }

    static Act launch(String slot, String role) {
        return new Act(Kind.LAUNCH, slot, role, null);
    }

    static Act free(String slot, String role) {
        return new Act(Kind.YIELD, slot, role, null);
    }

    static Act end(String slot, String reason) {
        return new Act(Kind.END, slot, null, reason);
    }
}
