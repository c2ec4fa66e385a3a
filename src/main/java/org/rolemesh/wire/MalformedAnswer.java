package org.rolemesh.wire;

/** What a backend sends is not HTTP/1.1. */
public final class MalformedAnswer extends Exception {
    private static final long serialVersionUID = 1;

    MalformedAnswer(String reason) {
        super(reason, null, false, false);
    }
}
