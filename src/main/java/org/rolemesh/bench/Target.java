package org.rolemesh.bench;

import org.rolemesh.config.UpstreamUrl;

/**
 * A server to load.
 *
 * @param label what reports call it
 */
public record Target(String label, UpstreamUrl url) {}
