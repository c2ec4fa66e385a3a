package org.rolemesh.gateway;

import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/** Reads what a client sent beside its body: from the request itself, or from the message on another HTTP server. */
public final class Incoming {
    private static final String KEPT = "RoleMeshSent";
    /** They are needed once, at the start. */
    private static final Set<String> SECRET = Set.of("authorization", "x-api-key", "cookie");

    private Incoming() {}

    /**
     * Keeps what another HTTP server has put among the headers where steps find it, and neither Camel's components nor the
     * answer do. Comes before the headers are emptied.
     */
    static void keep(Exchange exchange) {
        Map<String, String> kept = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            if (value instanceof String text && !SECRET.contains(name.toLowerCase(Locale.ROOT))) {
                kept.put(name, text);
            }
        });
        exchange.setProperty(KEPT, kept);
    }

    public static String header(Exchange exchange, String name) {
        Message message = exchange.getMessage();
        return message instanceof HttpMessage http ? http.getRequest().getHeader(name) : kept(exchange, name);
    }

    /** A query parameter; Camel's other HTTP servers put these among the headers. */
    public static String query(Exchange exchange, String name) {
        Message message = exchange.getMessage();
        return message instanceof HttpMessage http ? http.getRequest().getParam(name) : kept(exchange, name);
    }

    private static String kept(Exchange exchange, String name) {
        Map<?, ?> kept = exchange.getProperty(KEPT, Map.class);
        return kept == null ? exchange.getMessage().getHeader(name, String.class) : (String) kept.get(name);
    }

    static String method(Exchange exchange) {
        HttpServerRequest request = request(exchange);
        return request == null
                ? exchange.getMessage().getHeader(Exchange.HTTP_METHOD, String.class)
                : request.method().name();
    }

    static String path(Exchange exchange) {
        HttpServerRequest request = request(exchange);
        return request == null ? exchange.getMessage().getHeader(Exchange.HTTP_PATH, String.class) : request.path();
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
