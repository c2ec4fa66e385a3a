package org.rolemesh.gateway;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.http.NonBlocking;

/** Forgets a node, until it registers again; what runs there goes on. */
@NonBlocking
public final class RemoveNode implements Processor {
    private final Catalog catalog;

    public RemoveNode(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public void process(Exchange exchange) {
        String id = exchange.getMessage().getHeader("id", String.class);
        catalog.updateNodes(nodes -> nodes.without(id));
        JsonAnswer.put(exchange, 200, NodeAnswer.ok(id));
    }
}
