package org.rolemesh.config;

import java.time.Duration;

/**
 * How long each phase of an upstream request may take.
 *
 * @param connect until the connection stands
 * @param firstByte until the answer begins; holds prompt reading, and loading where the backend loads on demand
 * @param idle between two pieces of the answer
 */
public record Timeouts(Duration connect, Duration firstByte, Duration idle) {
    public static final Timeouts DEFAULT = new Timeouts(null, null, null);

    public Timeouts {
        connect = Require.positive("timeouts.connect_s", connect, Duration.ofSeconds(2));
        firstByte = Require.positive("timeouts.first_byte_s", firstByte, Duration.ofMinutes(10));
        idle = Require.positive("timeouts.idle_s", idle, Duration.ofMinutes(2));
    }
}
