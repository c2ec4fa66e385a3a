package org.rolemesh.gateway;

import java.util.List;
import org.apache.camel.Exchange;
import org.rolemesh.auth.Caller;
import org.rolemesh.nodes.Offer;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;

/** Holds a node key to the node and the roles that it is bound to. */
final class NodeCredentials {
    private NodeCredentials() {}

    /** Throws a 403 unless whoever is asking may speak for this node and offer these roles. */
    static void check(Exchange exchange, String nodeId, List<Offer> offers) {
        Caller caller = Authenticate.callerOf(exchange);
        if (caller.nodeId() != null && !caller.nodeId().equals(nodeId)) {
            throw forbidden("this key is for the node " + caller.nodeId() + " only; set that as node_id, or use the key"
                    + " of this node");
        }
        for (Offer offer : offers) {
            if (!caller.roles().allow(offer.role())) {
                throw forbidden("this key may not offer the role " + offer.role()
                        + "; leave it out, or add it to the roles of the key under auth.node_api_keys");
            }
        }
    }

    private static RequestRejected forbidden(String message) {
        return new RequestRejected(ApiErrors.forbidden(message));
    }
}
