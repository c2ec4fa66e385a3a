package org.rolemesh.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An alias that is answered by the upstreams written in the file.
 *
 * @param urls at least one, each once
 * @param apiKey sent upstream as a Bearer token; null: none
 * @param probe what makes an upstream usable
 */
public record ProxyModel(
        String alias,
        String openaiModelName,
        Strategy strategy,
        RequestEdits edits,
        Timeouts timeouts,
        OptionalInt maxInFlight,
        QueueConfig queue,
        Duration loadTimeout,
        Optional<Duration> keepAlive,
        List<UpstreamUrl> urls,
        Secret apiKey,
        Probe probe)
        implements ModelConfig {
    public ProxyModel {
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
        urls = List.copyOf(urls);
        if (urls.isEmpty() || new HashSet<>(urls).size() < urls.size()) {
            throw new IllegalArgumentException("proxy_urls must name at least one upstream, and each only once");
        }
        probe = probe == null ? Probe.REACHABLE : probe;
    }
}
