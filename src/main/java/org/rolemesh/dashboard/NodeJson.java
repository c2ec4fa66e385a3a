package org.rolemesh.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.StreamSupport;
import org.rolemesh.nodes.Node;
import org.rolemesh.nodes.OfferJson;

/**
 * A node at one moment, as viewers are told of it. Of its inventory only cards and slots are passed on, no more than
 * {@value #MOST} of each, and not the log of a process that has ended.
 */
final class NodeJson {
    private static final int MOST = 64;

    private NodeJson() {}

    static ObjectNode of(Node node) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", node.id())
                .put("url", node.url().base())
                .put("status", node.status().word())
                .put("draining", node.draining())
                .put("since", node.since().toEpochMilli())
                .put("seen", node.contact().seen().toEpochMilli());
        if (node.reason() != null) {
            json.put("reason", node.reason());
        }
        node.labels().stream().sorted().forEach(json.putArray("labels")::add);
        ArrayNode roles = json.putArray("roles");
        node.offers().values().forEach(offer -> roles.add(OfferJson.write(offer)));
        if (node.inventory() != null) {
            copy(node.inventory().path("gpus"), json.putArray("gpus"));
            copy(node.inventory().path("slots"), json.putArray("slots"));
        }
        return json;
    }

    private static void copy(JsonNode from, ArrayNode to) {
        StreamSupport.stream(from.spliterator(), false)
                .filter(JsonNode::isObject)
                .limit(MOST)
                .forEach(entry -> to.add(withoutLog((ObjectNode) entry)));
    }

    private static ObjectNode withoutLog(ObjectNode entry) {
        if (!entry.path("last_exit").has("log")) {
            return entry;
        }
        ObjectNode copy = entry.deepCopy();
        copy.withObject("/last_exit").remove("log");
        return copy;
    }
}
