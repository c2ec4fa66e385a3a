package org.rolemesh.upstream;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Leaves an upstream's answer in an exchange, and nothing else of what was in its message. */
final class Answers {
    private Answers() {}

    static void put(Exchange exchange, Map<String, String> headers, Object body) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        headers.forEach(message::setHeader);
        message.setBody(body);
    }
}
