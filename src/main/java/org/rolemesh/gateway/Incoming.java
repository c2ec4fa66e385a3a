package org.rolemesh.gateway;

import io.vertx.core.http.HttpServerRequest;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/** Reads what a client sent beside its body: from the request itself, or from the message on another HTTP server. */
final class Incoming {
    private Incoming() {}

    static String header(Exchange exchange, String name) {
        Message message = exchange.getMessage();
        return message instanceof HttpMessage http
                ? http.getRequest().getHeader(name)
                : message.getHeader(name, String.class);
    }

    /** A query parameter; Camel's other HTTP servers put these among the headers. */
    static String query(Exchange exchange, String name) {
        Message message = exchange.getMessage();
        return message instanceof HttpMessage http
                ? http.getRequest().getParam(name)
                : message.getHeader(name, String.class);
    }

    static HttpServerRequest request(Exchange exchange) {
        return exchange.getMessage() instanceof HttpMessage http ? http.getRequest() : null;
    }
}
