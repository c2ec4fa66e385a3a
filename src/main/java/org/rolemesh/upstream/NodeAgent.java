package org.rolemesh.upstream;

import org.rolemesh.catalog.Upstream;
import org.rolemesh.config.Secret;
import org.rolemesh.config.UpstreamUrl;

/**
 * The agent of a node.
 *
 * @param key shown to it as a bearer token; null: none
 */
public record NodeAgent(String nodeId, UpstreamUrl url, Secret key) {
    /** The one that has announced {@code upstream}. */
    public static NodeAgent of(Upstream upstream) {
        return new NodeAgent(upstream.announced().nodeId(), upstream.url(), upstream.apiKey());
    }
}
