package org.rolemesh.client;

import java.io.IOException;

/** Nothing answers at the address, or not to the end; the message says what to do. */
public final class Unreachable extends IOException {
    private static final long serialVersionUID = 1;

    Unreachable(String message, Throwable cause) {
        super(message, cause);
    }
}
