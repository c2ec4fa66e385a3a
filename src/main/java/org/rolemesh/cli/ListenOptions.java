package org.rolemesh.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a gateway listens and finds its routes. */
final class ListenOptions {
    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "${env:ROLE_MESH_HOST:-127.0.0.1}",
            description = "Address to listen on (ROLE_MESH_HOST, ${DEFAULT-VALUE})")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "${env:ROLE_MESH_PORT:-8000}",
            description = "Port to listen on, 0 for any free one (ROLE_MESH_PORT, ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--routes",
            paramLabel = "DIR",
            defaultValue = "${env:ROLE_MESH_ROUTES:-routes}",
            description = "Folder of route files; what it does not hold comes from the jar"
                    + " (ROLE_MESH_ROUTES, ${DEFAULT-VALUE})")
    private Path routes;

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    Path routes() {
        return routes;
    }
}
