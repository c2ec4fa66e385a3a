package org.rolemesh.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the topology that an owner might write, by the steps of {@code route-by-alias} alone. */
final class Topology {
    private static final String INDENT = " ".repeat(12);

    private Topology() {}

    /** Writes the file into {@code routes}, with these steps. */
    static Path write(Path routes, String steps) throws IOException {
        return Files.writeString(routes.resolve("route-by-alias.camel.yaml"), """
                - route:
                    id: route-by-alias
                    errorHandler:
                      noErrorHandler: {}
                    from:
                      uri: direct:route-by-alias
                      steps:
                """ + steps.indent(INDENT.length()));
    }
}
