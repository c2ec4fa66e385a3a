package org.rolemesh.nodes;

import java.time.Instant;

/**
 * Whether a node was told to take no new work.
 *
 * @param since when it was told so, or when it was told to take work again
 */
public record Drain(boolean isOn, Instant since) {
    static Drain none(Instant now) {
        return new Drain(false, now);
    }
}
