package org.rolemesh.runtime;

import java.nio.file.Path;
import org.rolemesh.config.Fault;

/** Says where in which route file a failure to build the routes comes from. */
final class RouteFault {
    private RouteFault() {}

    static Fault of(Throwable failure, Path routes) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new Fault(routes.toString(), 1, 1, String.valueOf(root.getMessage()));
    }
}
