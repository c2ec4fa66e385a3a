package org.rolemesh.gateway;

import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;

/** Leaves plain text in an exchange as its answer. */
public final class TextAnswer {
    private TextAnswer() {}

    public static void put(Exchange exchange, String text) {
        JsonAnswer.put(exchange, 200, text.getBytes(StandardCharsets.UTF_8));
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "text/plain; charset=utf-8");
    }
}
