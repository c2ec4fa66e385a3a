package org.rolemesh.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.rolemesh.access.ClientCall;
import org.rolemesh.access.RequestId;

/** Leaves a JSON answer in an exchange, and nothing else of what was in its message. */
public final class JsonAnswer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonAnswer() {}

    public static void put(Exchange exchange, int status, JsonNode body) {
        try {
            put(exchange, status, JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    static void put(Exchange exchange, int status, byte[] body) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        ClientCall call = ClientCall.of(exchange);
        if (call != null) {
            message.setHeader(RequestId.HEADER, call.requestId());
        }
        message.setBody(body);
    }
}
