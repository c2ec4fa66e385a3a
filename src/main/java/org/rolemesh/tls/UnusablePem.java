package org.rolemesh.tls;

import java.nio.file.Path;

/** A file that cannot be used for TLS; the message says why and how to mend it, and goes on where the file was named. */
public final class UnusablePem extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Path file;

    UnusablePem(Path file, String message) {
        super(message);
        this.file = file;
    }

    public Path file() {
        return file;
    }
}
