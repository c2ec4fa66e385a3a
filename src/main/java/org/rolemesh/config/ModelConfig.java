package org.rolemesh.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** One alias: what clients call it, and how its upstreams are chosen and treated. */
public sealed interface ModelConfig permits ProxyModel, DiscoveredModel {
    Duration LOAD_TIMEOUT = Duration.ofMinutes(10);

    /** The name of the entry in the file. */
    String alias();

    /** The id that clients see and send. */
    String openaiModelName();

    Strategy strategy();

    RequestEdits edits();

    Timeouts timeouts();

    /** Most requests that one upstream is given at once; empty: its slots where known, else no limit. */
    OptionalInt maxInFlight();

    QueueConfig queue();

    /** How long a request is held while the model loads. */
    Duration loadTimeout();

    /** How often a streamed request that waits is sent a comment; empty: never. */
    Optional<Duration> keepAlive();
}
