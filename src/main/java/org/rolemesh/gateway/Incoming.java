package org.rolemesh.gateway;

import io.vertx.core.http.HttpServerRequest;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/** Reads what a client sent beside its body: from the request itself, or from the message on another HTTP server. */
public final class Incoming {
    private Incoming() {}

    public static String header(Exchange exchange, String name) {
        Message message = exchange.getMessage();
        return message instanceof HttpMessage http
                ? http.getRequest().getHeader(name)
                : message.getHeader(name, String.class);
    }

    /** A query parameter; Camel's other HTTP servers put these among the headers. */
    public static String query(Exchange exchange, String name) {
        Message message = exchange.getMessage();
        return message instanceof HttpMessage http
                ? http.getRequest().getParam(name)
                : message.getHeader(name, String.class);
    }

    /** Where the connection comes from; null where it came in by another HTTP server. */
    static String address(Exchange exchange) {
        HttpServerRequest request = request(exchange);
        return request == null || request.remoteAddress() == null
                ? null
                : request.remoteAddress().hostAddress();
    }

    /** The request itself; null where it came in by another HTTP server. */
    public static HttpServerRequest request(Exchange exchange) {
        return exchange.getMessage() instanceof HttpMessage http ? http.getRequest() : null;
    }
}
