package org.rolemesh.runtime;

import java.nio.file.Path;

/**
 * Where a gateway listens, where its routes come from, and where it keeps its state.
 *
 * @param port 0: any free one
 * @param routes a folder of route files; what it does not hold comes from the jar
 * @param stateDir where the nodes are kept over a restart; null: nowhere
 */
public record StartOptions(String host, int port, Path routes, Path stateDir) {
    /** Keeps nothing. */
    public StartOptions(String host, int port, Path routes) {
        this(host, port, routes, null);
    }
}
