package org.rolemesh.gateway;

import java.time.Duration;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.nodes.Moment;

/** Looks which nodes have been silent for too long. */
@NonBlocking
public final class ExpireNodes implements Processor {
    private final Catalog catalog;
    private final Duration staleAfter;
    private final Supplier<Moment> clock;

    public ExpireNodes(Catalog catalog, Duration staleAfter, Supplier<Moment> clock) {
        this.catalog = catalog;
        this.staleAfter = staleAfter;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Moment now = clock.get();
        catalog.updateNodes(nodes -> nodes.expired(now, staleAfter));
    }
}
