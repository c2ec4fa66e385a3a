package org.rolemesh.wire;

import java.io.IOException;

/** A backend closed its connection before its answer was over. */
public final class ConnectionClosed extends IOException {
    private static final long serialVersionUID = 1;

    ConnectionClosed() {
        super("the connection was closed");
    }

    /** It happens in the course of things, and where is plain. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
