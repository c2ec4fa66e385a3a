package org.rolemesh.cli;

import java.net.BindException;
import org.rolemesh.client.Unreachable;

/** Says in one line why a command failed. */
final class Reason {
    private Reason() {}

    static String of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Unreachable) {
                return cause.getMessage();
            }
            if (cause instanceof BindException) {
                return "cannot listen: " + cause.getMessage() + "; choose another with --port or --host";
            }
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
