package org.rolemesh.config;

import java.util.Objects;

/**
 * A gateway that a node registers with.
 *
 * @param apiKey the node key that it is shown; null: none
 */
public record GatewayLink(UpstreamUrl url, Secret apiKey) {
    public GatewayLink {
        Objects.requireNonNull(url, "url");
    }
}
