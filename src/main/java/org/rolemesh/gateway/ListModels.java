package org.rolemesh.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.auth.RoleGlobs;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Availability;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Snapshot;
import org.rolemesh.http.NonBlocking;

/** Answers with the aliases that can answer now, and beside them those that cannot, with the reason. */
@NonBlocking
public final class ListModels implements Processor {
    private final Catalog catalog;
    private final ModelEntries entries;

    public ListModels(Catalog catalog, ModelEntries entries) {
        this.catalog = catalog;
        this.entries = entries;
    }

    @Override
    public void process(Exchange exchange) {
        Snapshot now = catalog.snapshot();
        RoleGlobs visible = Authenticate.callerOf(exchange).roles();
        ArrayNode usable = JsonNodeFactory.instance.arrayNode();
        ArrayNode unavailable = JsonNodeFactory.instance.arrayNode();
        for (Alias alias : now.aliases()) {
            if (visible.allow(alias.name())) {
                Availability availability = now.availability(alias);
                if (availability.isUsable()) {
                    usable.add(entries.usable(alias));
                } else {
                    unavailable.add(entries.unavailable(alias, availability));
                }
            }
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("object", "list");
        answer.set("data", usable);
        answer.putObject("rolemesh").set("unavailable_models", unavailable);
        JsonAnswer.put(exchange, 200, answer);
    }
}
