package org.rolemesh.config;

import java.time.Duration;
import java.util.List;

/**
 * How hosts that register are treated.
 *
 * @param staleAfter a node gets no new work after this long without a heartbeat or registration
 * @param upstreamKey what the gateway shows to node agents, as a bearer token; null: none
 * @param allowedCidrs networks that a node's address must be in; empty: any that is not forbidden outright
 */
public record NodesConfig(Duration staleAfter, Secret upstreamKey, List<Cidr> allowedCidrs) {
    public static final NodesConfig DEFAULT = new NodesConfig(null, null, List.of());

    public NodesConfig {
        staleAfter = Require.positive("nodes.stale_after_s", staleAfter, Duration.ofSeconds(30));
        allowedCidrs = List.copyOf(allowedCidrs);
    }
}
