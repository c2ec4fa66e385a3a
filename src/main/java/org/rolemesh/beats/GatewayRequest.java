package org.rolemesh.beats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.rolemesh.config.Secret;

/** The request to a gateway that a route is about to make, and the gateway that its exchange is about. */
final class GatewayRequest {
    private static final String GATEWAY = "RoleMeshToldGateway";

    private GatewayRequest() {}

    static void about(Exchange exchange, ToldGateway gateway) {
        exchange.setProperty(GATEWAY, gateway);
    }

    static ToldGateway gatewayOf(Exchange exchange) {
        return exchange.getProperty(GATEWAY, ToldGateway.class);
    }

    static void put(Exchange exchange, String apiPath, ObjectNode body) {
        ToldGateway gateway = gatewayOf(exchange);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_URI, gateway.link().url().base() + apiPath);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(body.toString().getBytes(StandardCharsets.UTF_8));
        Secret key = gateway.link().apiKey();
        if (key != null) {
            message.setHeader("Authorization", "Bearer " + key.reveal());
        }
    }
}
