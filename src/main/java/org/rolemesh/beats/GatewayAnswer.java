package org.rolemesh.beats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;

/** What a gateway answered to a registration or a heartbeat. Nothing is taken for granted: it may be no gateway. */
record GatewayAnswer(int status, JsonNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_REASON = 300;

    static GatewayAnswer read(Exchange exchange) throws IOException {
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        // To close it gives the connection back.
        try (InputStream body = exchange.getMessage().getBody(InputStream.class)) {
            byte[] bytes = body == null ? new byte[0] : body.readNBytes(MAX_BYTES);
            return new GatewayAnswer(status, parsed(new String(bytes, StandardCharsets.UTF_8)));
        }
    }

    boolean isTaken() {
        return status == 200 && json.path("status").asText().equals("ok");
    }

    /** Whether the gateway would take a registration, and only that. */
    boolean isUnknownNode() {
        return status == 404 && json.at("/error/code").asText().equals("node_unknown");
    }

    /** Whether it would take no key without a certificate. */
    boolean wantsCertificate() {
        return json.at("/error/code").asText().equals("client_certificate_required");
    }

    /** In seconds, 0 where it does not say: it gives up nodes that are silent for so long. */
    double staleAfterSeconds() {
        return json.path("stale_after_s").asDouble();
    }

    /** Why it was not taken, on one line and not a long one, since whoever is there has written it. */
    String reason() {
        String message = json.at("/error/message").asText().replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029\"]+", " ");
        if (message.isBlank()) {
            return "it answered " + status + ", and not as a gateway does; check its url under gateways in this agent's"
                    + " config";
        }
        return message.substring(
                0, message.offsetByCodePoints(0, Math.min(MAX_REASON, message.codePointCount(0, message.length()))));
    }

    private static JsonNode parsed(String body) throws IOException {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}
