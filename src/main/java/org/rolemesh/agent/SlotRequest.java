package org.rolemesh.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.rolemesh.slots.Launch;

/** The agent's own requests to the process of a slot, and what came back. */
final class SlotRequest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_ANSWER_BYTES = 1024 * 1024;

    private SlotRequest() {}

    static void aimWithoutKey(Exchange exchange, Launch launch, String path) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_URI, launch.url() + path);
        message.setBody(null);
    }

    static void aim(Exchange exchange, Launch launch, String path) {
        aimWithoutKey(exchange, launch, path);
        exchange.getMessage()
                .setHeader("Authorization", "Bearer " + launch.key().reveal());
    }

    static int status(Exchange exchange) {
        return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
    }

    static String text(Exchange exchange) throws IOException {
        try (InputStream body = exchange.getMessage().getBody(InputStream.class)) {
            return body == null ? "" : new String(body.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
        }
    }

    /** Missing where the answer is no JSON. */
    static JsonNode json(Exchange exchange) throws IOException {
        try {
            return JSON.readTree(text(exchange));
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
