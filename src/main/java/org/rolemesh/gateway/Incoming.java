package org.rolemesh.gateway;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.rolemesh.http.ClientRequest;
import org.rolemesh.http.ClientRequests;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;

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
        ClientRequest request = request(exchange);
        return request == null ? kept(exchange, name) : request.header(name);
    }

    /** A query parameter; Camel's other HTTP servers put these among the headers. */
    public static String query(Exchange exchange, String name) {
        ClientRequest request = request(exchange);
        try {
            return request == null ? kept(exchange, name) : request.query(name);
        } catch (IllegalArgumentException e) {
            throw new RequestRejected(
                    ApiErrors.badRequest("its query has a % without two hexadecimal digits behind it"));
        }
    }

    private static String kept(Exchange exchange, String name) {
        Map<?, ?> kept = exchange.getProperty(KEPT, Map.class);
        return kept == null ? exchange.getMessage().getHeader(name, String.class) : (String) kept.get(name);
    }

    static String method(Exchange exchange) {
        ClientRequest request = request(exchange);
        return request == null ? exchange.getMessage().getHeader(Exchange.HTTP_METHOD, String.class) : request.method();
    }

    static String path(Exchange exchange) {
        ClientRequest request = request(exchange);
        return request == null ? exchange.getMessage().getHeader(Exchange.HTTP_PATH, String.class) : request.path();
    }

    /** Where the connection comes from; null where it came in by another HTTP server. */
    static String address(Exchange exchange) {
        ClientRequest request = request(exchange);
        return request == null ? null : request.address();
    }

    /** The request itself; null where it came in by another HTTP server. */
    public static ClientRequest request(Exchange exchange) {
        return ClientRequests.of(exchange.getMessage());
    }
}
