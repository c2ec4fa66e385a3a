package org.rolemesh.wire;

import java.io.IOException;

/** The other side closed its connection before all had come. */
public final class ConnectionClosed extends IOException {
    private static final long serialVersionUID = 1;

    public ConnectionClosed() {
        super("the connection was closed");
    }

    /** It happens in the course of things, and where is plain. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
