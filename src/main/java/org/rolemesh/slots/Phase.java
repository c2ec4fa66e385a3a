package org.rolemesh.slots;

import java.util.Locale;

/** How far a slot is with its process. */
public enum Phase {
    /** There is none. */
    EMPTY,
    /** It is being started. */
    STARTING,
    /** It runs, and loads its model. */
    LOADING,
    /** It answers. */
    READY,
    /** It is given no more requests, and ends once those that it has are answered. */
    YIELDING,
    /** It has been told to end. */
    STOPPING,
    /** It has ended by itself and will be started again. */
    BACKING_OFF,
    /** It has ended too often, and will not be started again until somebody asks for that. */
    FAILED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether there is a process, or may be one any moment. */
    boolean hasProcess() {
        return switch (this) {
            case STARTING, LOADING, READY, YIELDING, STOPPING -> true;
            case EMPTY, BACKING_OFF, FAILED -> false;
        };
    }
}
