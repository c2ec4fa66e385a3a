package org.rolemesh.wire;

/** What the other side sends is not HTTP/1.1. */
public final class MalformedMessage extends Exception {
    private static final long serialVersionUID = 1;

    MalformedMessage(String reason) {
        super(reason, null, false, false);
    }
}
