package org.rolemesh.gateway;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/** The headers of a client that a topology sees, each as a variable. */
public final class AllowedHeaders {
    public static final AllowedHeaders NONE = new AllowedHeaders(List.of());

    private static final String PREFIX = "header_";
    /** A topology may put it into a URI or a file: it must mean nothing there. */
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private final List<Allowed> headers;

    private record Allowed(String header, String variable) {}

    /** @param names as clients write them, in any case */
    public AllowedHeaders(List<String> names) {
        this.headers =
                names.stream().map(name -> new Allowed(name, variable(name))).toList();
    }

    /** What a header is called as a variable: {@code header_x_project} for {@code X-Project}. */
    public static String variable(String header) {
        return PREFIX + header.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** Leaves those that were sent and have a value that means nothing anywhere. */
    void put(Exchange exchange) {
        for (Allowed allowed : headers) {
            String value = Incoming.header(exchange, allowed.header());
            if (value != null && HARMLESS.matcher(value).matches()) {
                exchange.setVariable(allowed.variable(), value);
            }
        }
    }
}
