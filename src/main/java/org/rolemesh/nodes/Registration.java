package org.rolemesh.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.rolemesh.config.NameRule;
import org.rolemesh.config.Secret;
import org.rolemesh.config.UpstreamUrl;

/**
 * What a host says of itself when it registers.
 *
 * @param key what it wants to be shown by whoever calls it; null: nothing of its own. A message never tells it
 * @param inventory null: not told
 * @param incarnation 0: none told
 */
public record Registration(
        String nodeId, UpstreamUrl baseUrl, Secret key, List<Offer> roles, JsonNode inventory, long incarnation) {
    public Registration {
        roles = List.copyOf(roles);
    }

    /** Of a node that wants no key of its own. */
    public Registration(String nodeId, UpstreamUrl baseUrl, List<Offer> roles, JsonNode inventory, long incarnation) {
        this(nodeId, baseUrl, null, roles, inventory, incarnation);
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
                OfferJson.read(message.member("roles")),
                message.member("inventory").object().orElse(null),
                message.member("incarnation").positive());
    }
}
