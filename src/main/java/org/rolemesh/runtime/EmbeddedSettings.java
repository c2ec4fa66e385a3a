package org.rolemesh.runtime;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.rolemesh.config.AuthConfig;
import org.rolemesh.config.TlsFiles;

/**
 * What a gateway in another runtime is told by that runtime's own properties.
 *
 * @param config the gateway's config file
 * @param stateDir where the nodes are kept over a restart; null: nowhere
 * @param host the address of {@code port}
 * @param port of its own; 0: any free one; null: the runtime's HTTP server serves the routes
 */
public record EmbeddedSettings(Path config, Path stateDir, String host, Integer port) {
    /** The property that makes a Camel context a gateway. */
    public static final String CONFIG = "rolemesh.config";

    private static final String STATE_DIR = "rolemesh.state-dir";
    private static final String HOST = "rolemesh.host";
    private static final String PORT = "rolemesh.port";
    private static final int MAX_PORT = 65_535;

    /**
     * Empty where {@code rolemesh.config} is not set.
     *
     * @param property gives the value of a property, or null
     * @throws IllegalArgumentException where a value makes no sense
     */
    public static Optional<EmbeddedSettings> read(UnaryOperator<String> property) {
        String config = property.apply(CONFIG);
        if (isUnset(config)) {
            return Optional.empty();
        }
        String stateDir = property.apply(STATE_DIR);
        String host = property.apply(HOST);
        return Optional.of(new EmbeddedSettings(
                Path.of(config),
                isUnset(stateDir) ? null : Path.of(stateDir),
                isUnset(host) ? "127.0.0.1" : host,
                port(property.apply(PORT))));
    }

    private static Integer port(String value) {
        if (isUnset(value)) {
            return null;
        }
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw notAPort(e);
        }
        throw notAPort(null);
    }

    private static IllegalArgumentException notAPort(Exception cause) {
        return new IllegalArgumentException(PORT + " is not a port; use 0 for any free one, up to 65535", cause);
    }

    private static boolean isUnset(String value) {
        return value == null || value.isBlank();
    }

    /** The runtime's HTTP server would serve in plain HTTP, or without asking for certificates, what the config protects. */
    void refuseUnusedTls(TlsFiles tls) {
        if (port == null && !tls.isNone()) {
            throw new IllegalArgumentException(CONFIG + " names a config with tls, which is for a port of the gateway's"
                    + " own; set " + PORT + ", or take tls out and configure TLS at this runtime's HTTP server");
        }
    }

    void refuseOpenAddress(AuthConfig auth) {
        OpenAddress.objection(HOST, host, auth).ifPresent(objection -> {
            throw new IllegalArgumentException(objection);
        });
    }
}
