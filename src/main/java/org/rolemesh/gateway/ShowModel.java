package org.rolemesh.gateway;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Snapshot;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.upstream.RoleUnknown;

/** Answers with the entry of one alias, as the list has it; 404 for what the list does not have. */
@NonBlocking
public final class ShowModel implements Processor {
    private final Catalog catalog;
    private final ModelEntries entries;

    public ShowModel(Catalog catalog, ModelEntries entries) {
        this.catalog = catalog;
        this.entries = entries;
    }

    @Override
    public void process(Exchange exchange) {
        String id = exchange.getMessage().getHeader("id", String.class);
        Snapshot now = catalog.snapshot();
        Alias alias = now.byModelName(id)
                .filter(found -> Authenticate.callerOf(exchange).roles().allow(found.name()))
                .filter(found -> now.availability(found).isUsable())
                .orElseThrow(() -> new RoleUnknown(id));
        JsonAnswer.put(exchange, 200, entries.usable(alias));
    }
}
