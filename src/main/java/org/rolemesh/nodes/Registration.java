package org.rolemesh.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.rolemesh.config.UpstreamUrl;

/**
 * What a host says of itself when it registers.
 *
 * @param inventory null: not told
 * @param incarnation 0: none told
 */
public record Registration(
        String nodeId, UpstreamUrl baseUrl, List<Offer> roles, JsonNode inventory, long incarnation) {
    public Registration {
        roles = List.copyOf(roles);
    }
}
