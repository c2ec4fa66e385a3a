package org.rolemesh.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rolemesh.config.NameRule;

/**
 * A sign of life of a node.
 *
 * @param roles empty: as they were
 * @param labels empty: as they were
 * @param inventory empty: as it was
 * @param incarnation 0: none told
 */
public record Heartbeat(
        String nodeId,
        Optional<List<Offer>> roles,
        Optional<Set<String>> labels,
        Optional<JsonNode> inventory,
        long incarnation) {
    public Heartbeat {
        roles = roles.map(List::copyOf);
        labels = labels.map(Set::copyOf);
    }

    /** Of a node whose labels are as they were. */
    public Heartbeat(String nodeId, Optional<List<Offer>> roles, Optional<JsonNode> inventory, long incarnation) {
        this(nodeId, roles, Optional.empty(), inventory, incarnation);
    }

    /**
     * Reads a message, of which members that are not known here are ignored.
     *
     * @throws org.rolemesh.openai.RequestRejected with the parameter that is at fault
     */
    public static Heartbeat read(JsonNode json) {
        Told message = Told.message(json);
        Told roles = message.member("roles");
        Told labels = message.member("labels");
        return new Heartbeat(
                message.member("node_id").name(NameRule.NODE_ID),
                roles.isAbsent() ? Optional.empty() : Optional.of(OfferJson.read(roles)),
                labels.isAbsent() ? Optional.empty() : Optional.of(Registration.labels(labels)),
                message.member("inventory").object(),
                message.member("incarnation").positive());
    }
}
