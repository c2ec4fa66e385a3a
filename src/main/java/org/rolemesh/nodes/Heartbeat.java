package org.rolemesh.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A sign of life of a node.
 *
 * @param roles empty: as they were
 * @param inventory empty: as it was
 * @param incarnation 0: none told
 */
public record Heartbeat(String nodeId, Optional<List<Offer>> roles, Optional<JsonNode> inventory, long incarnation) {
    public Heartbeat {
        roles = roles.map(List::copyOf);
    }
}
