package org.rolemesh.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An alias that is answered by whichever registered nodes announce a role.
 *
 * @param role the role that nodes announce
 */
public record DiscoveredModel(
        String alias,
        String openaiModelName,
        Strategy strategy,
        RequestEdits edits,
        Timeouts timeouts,
        OptionalInt maxInFlight,
        QueueConfig queue,
        Duration loadTimeout,
        Optional<Duration> keepAlive,
        String role)
        implements ModelConfig {
    public DiscoveredModel {
        Require.alias("an alias", alias);
        openaiModelName = Require.alias("openai_model_name", openaiModelName == null ? alias : openaiModelName);
        strategy = strategy == null ? Strategy.ROUND_ROBIN : strategy;
        edits = edits == null ? RequestEdits.NONE : edits;
        timeouts = timeouts == null ? Timeouts.DEFAULT : timeouts;
        maxInFlight = maxInFlight == null ? OptionalInt.empty() : maxInFlight;
        maxInFlight.ifPresent(most -> Require.atLeast(1, "max_in_flight", most));
        queue = queue == null ? QueueConfig.DEFAULT : queue;
        loadTimeout = Require.positive("load_timeout_s", loadTimeout, LOAD_TIMEOUT);
        keepAlive = keepAlive.map(every -> Require.positive("keep_alive_s", every, every));
        role = Require.alias("role", role == null ? alias : role);
    }

    /** A role that is usable under its own name, with nothing said of it in the file. */
    public static DiscoveredModel named(String role) {
        return new DiscoveredModel(role, null, null, null, null, null, null, null, Optional.empty(), role);
    }
}
