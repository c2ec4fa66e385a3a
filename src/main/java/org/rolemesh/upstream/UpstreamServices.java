package org.rolemesh.upstream;

import java.time.Duration;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Rotation;

/**
 * What every {@code upstream:} step works with.
 *
 * @param stalledReader how long a client may take nothing before its stream is given up
 */
public record UpstreamServices(
        Catalog catalog, Rotation rotation, UpstreamClients clients, OpenStreams openStreams, Duration stalledReader) {}
