package org.rolemesh.config;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where spans of requests are sent.
 *
 * @param otlpEndpoint base address of a collector that takes OTLP over HTTP, without {@code /v1/traces}; null: nothing is
 *     recorded
 */
public record TracingConfig(String otlpEndpoint) {
    public static final TracingConfig DEFAULT = new TracingConfig(null);

    public TracingConfig {
        if (otlpEndpoint != null && !isAddress(otlpEndpoint)) {
            throw new IllegalArgumentException(
                    "otlp_endpoint must be the address of a collector without a path of its own"
                            + " for traces, as in http://127.0.0.1:4318");
        }
    }

    public boolean isOn() {
        return otlpEndpoint != null;
    }

    private static boolean isAddress(String text) {
        try {
            URI uri = new URI(text);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
