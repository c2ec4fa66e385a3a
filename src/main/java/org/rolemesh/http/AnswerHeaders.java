package org.rolemesh.http;

import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Which headers of a message are none of an answer: Camel's own, and those that HTTP sets or that belong to one connection.
 * The same as in Camel's strategy for HTTP, which tries each of its rules on each header. Thread safe.
 */
public final class AnswerHeaders implements HeaderFilterStrategy {
    private static final String CAMELS = "Camel";
    private static final Set<String> WITHHELD = withheld();

    private static Set<String> withheld() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(Set.of(
                "cache-control",
                "connection",
                "content-length",
                "content-type",
                "date",
                "host",
                "pragma",
                "trailer",
                "transfer-encoding",
                "upgrade",
                "via",
                "warning"));
        return names;
    }

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return name.regionMatches(true, 0, CAMELS, 0, CAMELS.length()) || WITHHELD.contains(name);
    }

    /** No header of a client becomes one of a message. */
    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return true;
    }
}
