package org.rolemesh.state;

/** The state folder, or a file in it, cannot be opened at all; the message says why, and how to mend it. */
public final class StateUnusable extends Exception {
    private static final long serialVersionUID = 1;

    StateUnusable(String message, Throwable cause) {
        super(message, cause);
    }
}
