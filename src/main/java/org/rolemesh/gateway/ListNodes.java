package org.rolemesh.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.nodes.Moment;
import org.rolemesh.nodes.Node;
import org.rolemesh.nodes.Offer;
import org.rolemesh.nodes.OfferJson;
import org.rolemesh.selection.Load;

/** Answers with every node that is known: how it fares, what it offers, what runs there, its hardware. */
@NonBlocking
public final class ListNodes implements Processor {
    private final Catalog catalog;
    private final Load load;
    private final Supplier<Moment> clock;

    public ListNodes(Catalog catalog, Load load, Supplier<Moment> clock) {
        this.catalog = catalog;
        this.load = load;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Moment now = clock.get();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode nodes = answer.putArray("nodes");
        catalog.snapshot().nodes().all().forEach(node -> nodes.add(entry(node, now)));
        JsonAnswer.put(exchange, 200, answer);
    }

    private ObjectNode entry(Node node, Moment now) {
        ObjectNode entry = JsonNodeFactory.instance
                .objectNode()
                .put("node_id", node.id())
                .put("base_url", node.url().base())
                .put("status", node.status().word())
                .put("draining", node.draining());
        if (node.reason() != null) {
            entry.put("reason", node.reason());
        }
        entry.put("since", node.since().truncatedTo(ChronoUnit.SECONDS).toString())
                .put(
                        "last_seen_s_ago",
                        tenthsOfSeconds(now.nanos() - node.contact().seenNanos()))
                .put(
                        "registered_at",
                        node.registered().truncatedTo(ChronoUnit.SECONDS).toString());
        if (node.incarnation() != 0) {
            entry.put("incarnation", node.incarnation());
        }
        if (!node.labels().isEmpty()) {
            node.labels().stream().sorted().forEach(entry.putArray("labels")::add);
        }
        ArrayNode roles = entry.putArray("roles");
        node.offers().values().forEach(offer -> roles.add(role(node, offer)));
        if (node.inventory() != null) {
            entry.set("inventory", node.inventory());
        }
        return entry;
    }

    private ObjectNode role(Node node, Offer offer) {
        String upstreamId = new Upstream.Announced(node.id(), offer.role()).upstreamId();
        return OfferJson.write(offer).put("in_flight", load.inFlight(upstreamId));
    }

    private static double tenthsOfSeconds(long nanos) {
        return Math.max(0, Math.round(nanos / 1e8)) / 10.0;
    }
}
