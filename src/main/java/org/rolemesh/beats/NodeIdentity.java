package org.rolemesh.beats;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.function.Supplier;
import org.rolemesh.config.UpstreamUrl;
import org.rolemesh.nodes.OfferJson;

/**
 * Who this node is, and the messages by which it says so. What they hold is what {@link org.rolemesh.nodes.Registration}
 * and {@link org.rolemesh.nodes.Heartbeat} read.
 *
 * @param labels by which topologies choose among nodes
 * @param baseUrl where gateways find it; asked for at each registration, since a port may be known only once it is open
 * @param incarnation when the agent started, in milliseconds since 1970: gateways prefer the agent that started last
 */
public record NodeIdentity(String nodeId, Set<String> labels, Supplier<UpstreamUrl> baseUrl, long incarnation) {
    public NodeIdentity {
        labels = Set.copyOf(labels);
    }

    /** Says all. */
    ObjectNode registration(NodeReport now) {
        ObjectNode message = signed();
        message.put("base_url", baseUrl.get().base());
        putOffers(message, now);
        if (!labels.isEmpty()) {
            labels.stream().sorted().forEach(message.putArray("labels")::add);
        }
        message.set("inventory", now.inventory());
        return message;
    }

    /** Says what is no longer as the gateway knows it; {@code known} is null where that is unclear. */
    ObjectNode heartbeat(NodeReport now, NodeReport known) {
        ObjectNode message = signed();
        if (known == null || !now.offers().equals(known.offers())) {
            putOffers(message, now);
        }
        if (known == null || !now.inventory().equals(known.inventory())) {
            message.set("inventory", now.inventory());
        }
        return message;
    }

    private ObjectNode signed() {
        return JsonNodeFactory.instance.objectNode().put("node_id", nodeId).put("incarnation", incarnation);
    }

    private static void putOffers(ObjectNode message, NodeReport now) {
        now.offers().forEach(offer -> message.withArray("/roles").add(OfferJson.write(offer)));
        if (now.offers().isEmpty()) {
            message.putArray("roles");
        }
    }
}
