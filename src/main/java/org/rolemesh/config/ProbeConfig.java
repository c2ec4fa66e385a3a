package org.rolemesh.config;

import java.time.Duration;

/**
 * How upstreams are probed.
 *
 * @param interval from one probe of an upstream to the next
 * @param timeout a probe without an answer for this long has failed
 * @param upAfter good probes in a row that make an upstream usable
 * @param downAfter failed probes in a row that make it unusable
 */
public record ProbeConfig(Duration interval, Duration timeout, int upAfter, int downAfter) {
    static final int UP_AFTER = 1;
    static final int DOWN_AFTER = 2;
    public static final ProbeConfig DEFAULT = new ProbeConfig(null, null, UP_AFTER, DOWN_AFTER);

    public ProbeConfig {
        interval = Require.positive("probe.interval_s", interval, Duration.ofSeconds(2));
        timeout = Require.positive("probe.timeout_s", timeout, Duration.ofSeconds(1));
        Require.atLeast(1, "probe.up_after", upAfter);
        Require.atLeast(1, "probe.down_after", downAfter);
    }
}
