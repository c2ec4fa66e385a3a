package org.rolemesh.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rolemesh.config.NameRule;
import org.rolemesh.config.Secret;
import org.rolemesh.config.UpstreamUrl;

/**
 * What a host says of itself when it registers.
 *
 * @param key what it wants to be shown by whoever calls it; null: nothing of its own. A message never tells it
 * @param labels by which topologies choose among nodes
 * @param inventory null: not told
 * @param incarnation 0: none told
 */
public record Registration(
        String nodeId,
        UpstreamUrl baseUrl,
        Secret key,
        List<Offer> roles,
        Set<String> labels,
        JsonNode inventory,
        long incarnation) {
    private static final int MAX_LABELS = 32;

    public Registration {
        roles = List.copyOf(roles);
        labels = Set.copyOf(labels);
    }

    /** Of a node that wants no key of its own and has no labels. */
    public Registration(String nodeId, UpstreamUrl baseUrl, List<Offer> roles, JsonNode inventory, long incarnation) {
        this(nodeId, baseUrl, null, roles, Set.of(), inventory, incarnation);
    }

    /**
     * Reads a message, of which members that are not known here are ignored: an agent may be newer than the gateway.
     *
     * @throws org.rolemesh.openai.RequestRejected with the parameter that is at fault
     */
    public static Registration read(JsonNode json, NodeAddresses addresses) {
        Told message = Told.message(json);
        return new Registration(
                message.member("node_id").name(NameRule.NODE_ID),
                addresses.read(message.member("base_url").requiredText()),
                null,
                OfferJson.read(message.member("roles")),
                message.member("labels").isAbsent() ? Set.of() : labels(message.member("labels")),
                message.member("inventory").object().orElse(null),
                message.member("incarnation").positive());
    }

    /** What a message has under {@code labels}. */
    static Set<String> labels(Told told) {
        Set<String> labels = new HashSet<>();
        told.items(MAX_LABELS).forEach(label -> labels.add(label.name(NameRule.LABEL)));
        return labels;
    }
}
