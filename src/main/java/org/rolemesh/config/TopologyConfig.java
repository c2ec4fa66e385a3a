package org.rolemesh.config;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What topologies are told of a request.
 *
 * @param requestHeaders headers of the client that become variables, by the names that the file has for them
 */
public record TopologyConfig(List<String> requestHeaders) {
    public static final TopologyConfig DEFAULT = new TopologyConfig(List.of());

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,63}");
    /** They hold keys, and a topology may log every variable it has. */
    private static final Set<String> SECRET = Set.of("authorization", "x-api-key", "cookie", "proxy-authorization");

    public TopologyConfig {
        Set<String> seen = new HashSet<>();
        for (String name : requestHeaders) {
            if (!NAME.matcher(name).matches() || SECRET.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("request_headers may name headers of letters, digits and dashes,"
                        + " but none that holds a key; take " + name + " out");
            }
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("request_headers has " + name + " twice; name it once");
            }
        }
        requestHeaders = List.copyOf(requestHeaders);
    }
}
