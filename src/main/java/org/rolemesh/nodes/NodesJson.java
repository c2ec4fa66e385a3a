package org.rolemesh.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rolemesh.openai.RequestRejected;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes as they are kept over a restart: as they registered, with what was learnt since. Inventory and figures are
 * not kept, since the next heartbeat brings them.
 */
public final class NodesJson {
    private static final Logger LOG = LoggerFactory.getLogger(NodesJson.class);

    private NodesJson() {}

    public static ArrayNode write(Nodes nodes) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        nodes.all().forEach(node -> array.add(write(node)));
        return array;
    }

    /**
     * Reads what {@link #write} has written, by this version or a later one. An entry that is not valid, or no longer
     * allowed where it is, is left out with a line in the log.
     */
    public static List<Node> read(JsonNode array, NodeAddresses addresses, Moment now) {
        List<Node> nodes = new ArrayList<>();
        for (JsonNode entry : array) {
            try {
                nodes.add(read(entry, Registration.read(entry, addresses), now));
            } catch (RequestRejected | DateTimeException e) {
                LOG.warn(
                        "a remembered node is left out node={} reason=\"{}\"",
                        entry.path("node_id").asText("unknown"),
                        e.getMessage());
            }
        }
        return nodes;
    }

    private static ObjectNode write(Node node) {
        ObjectNode entry = JsonNodeFactory.instance
                .objectNode()
                .put("node_id", node.id())
                .put("base_url", node.url().base());
        if (node.incarnation() != 0) {
            entry.put("incarnation", node.incarnation());
        }
        if (node.draining()) {
            entry.put("draining_since", node.drain().since().toString());
        }
        entry.put("registered_at", node.registered().toString());
        entry.put("seen_at", node.contact().seen().toString());
        if (!node.labels().isEmpty()) {
            node.labels().stream().sorted().forEach(entry.putArray("labels")::add);
        }
        ArrayNode roles = entry.putArray("roles");
        node.offers()
                .values()
                .forEach(offer -> roles.add(OfferJson.write(offer.withoutFigures())
                        .put("since", offer.since().toString())));
        return entry;
    }

    private static Node read(JsonNode entry, Registration told, Moment now) {
        return new Node(
                told.nodeId(),
                told.baseUrl(),
                null,
                offers(entry.path("roles"), told.roles(), now),
                told.labels(),
                null,
                told.incarnation(),
                drain(entry, now),
                new Contact(now.nanos(), time(entry, "seen_at", now.wall()), false, now.wall()),
                Trust.restored(now),
                time(entry, "registered_at", now.wall()));
    }

    private static Drain drain(JsonNode entry, Moment now) {
        return new Drain(entry.path("draining_since").isTextual(), time(entry, "draining_since", now.wall()));
    }

    private static Map<String, Offer> offers(JsonNode roles, List<Offer> told, Moment now) {
        Map<String, Offer> offers = new LinkedHashMap<>();
        for (int i = 0; i < told.size(); i++) {
            Offer offer = told.get(i);
            offers.put(offer.role(), offer.since(time(roles.get(i), "since", now.wall())));
        }
        return offers;
    }

    private static Instant time(JsonNode entry, String key, Instant unset) {
        return entry.path(key).isTextual() ? Instant.parse(entry.path(key).textValue()) : unset;
    }
}
