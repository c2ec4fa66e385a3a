package org.rolemesh.gateway;

import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.nodes.Moment;

/** Begins or ends the time in which a node gets no new work; what runs there goes on. */
@NonBlocking
public final class DrainNode implements Processor {
    private final Catalog catalog;
    private final boolean draining;
    private final Supplier<Moment> clock;

    public DrainNode(Catalog catalog, boolean draining, Supplier<Moment> clock) {
        this.catalog = catalog;
        this.draining = draining;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        String id = exchange.getMessage().getHeader("id", String.class);
        Moment now = clock.get();
        catalog.updateNodes(nodes -> nodes.draining(id, draining, now));
        JsonAnswer.put(exchange, 200, NodeAnswer.ok(id).put("draining", draining));
    }
}
