package org.rolemesh.upstream;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.selection.Admission;

/**
 * What every {@code upstream:} step works with.
 *
 * @param witness is told what comes of requests
 * @param measures is told how long they take
 * @param blocking where a route goes on that reads an answer while it comes
 * @param stalledReader how long a client may take nothing before its stream is given up
 */
public record UpstreamServices(
        Catalog catalog,
        Admission admission,
        UpstreamClients clients,
        OpenCalls openCalls,
        Witness witness,
        Measures measures,
        Duration stalledReader,
        Executor blocking) {}
