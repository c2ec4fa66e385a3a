package org.rolemesh.catalog;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.rolemesh.config.QueueConfig;
import org.rolemesh.config.Strategy;
import org.rolemesh.config.Timeouts;

/**
 * A role that clients can ask for.
 *
 * @param name its key in the config, or the role that nodes announce; routes call it by this
 * @param modelName what clients see and send as {@code model}
 * @param loadTimeout how long a request is held while the model loads
 * @param keepAlive how often a streamed request that waits is sent a comment; empty: never
 * @param whenCold what becomes of requests while no upstream has the model in memory
 */
public record Alias(
        String name,
        String modelName,
        List<Upstream> upstreams,
        Strategy strategy,
        QueueConfig queue,
        Timeouts timeouts,
        Duration loadTimeout,
        Optional<Duration> keepAlive,
        WhenCold whenCold) {
    public Alias {
        upstreams = List.copyOf(upstreams);
    }
}
