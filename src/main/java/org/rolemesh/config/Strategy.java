package org.rolemesh.config;

/** How one of several usable upstreams is chosen. */
public enum Strategy {
    /** Each in turn. */
    ROUND_ROBIN,
    /** The one with the fewest requests in flight. */
    LEAST_BUSY,
    /** The one that last answered a prompt with the same beginning, whose cache still holds it. */
    PREFIX_AFFINITY
}
