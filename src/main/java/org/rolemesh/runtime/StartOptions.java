package org.rolemesh.runtime;

import java.nio.file.Path;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.config.GatewayConfig;

/**
 * Where a gateway listens, where its routes come from, and where it keeps its state.
 *
 * @param port 0: any free one
 * @param routes a folder of route files; what it does not hold comes from the jar
 * @param stateDir where the nodes are kept over a restart; null: nowhere
 * @param source what the config is read from again when its file changes; null: it stays as it is
 */
public record StartOptions(String host, int port, Path routes, Path stateDir, Source source) {
    /** Keeps nothing, and takes no other config. */
    public StartOptions(String host, int port, Path routes) {
        this(host, port, routes, null, null);
    }

    /**
     * A config file and how to read it.
     *
     * @param file is watched
     */
    public record Source(Path file, Reader reader) {}

    /** Reads a config, with all the checks that it has to pass. */
    @FunctionalInterface
    public interface Reader {
        GatewayConfig read() throws ConfigInvalid;
    }
}
