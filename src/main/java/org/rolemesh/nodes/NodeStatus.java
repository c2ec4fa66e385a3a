package org.rolemesh.nodes;

import java.util.Locale;

/** What a node is shown as; only a live one gets work. */
public enum NodeStatus {
    LIVE,
    /** Known from before a restart, and not heard of since. */
    UNCONFIRMED,
    /** Not heard of for too long. */
    STALE,
    /** Heard of, but connections to it fail. */
    SUSPECT,
    /** Told to take no new work. */
    DRAINING;

    /** As JSON has it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
