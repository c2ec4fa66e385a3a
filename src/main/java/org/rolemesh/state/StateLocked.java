package org.rolemesh.state;

/** Another process has the state folder; the message says which folder, and how to mend it. */
public final class StateLocked extends Exception {
    private static final long serialVersionUID = 1;

    StateLocked(String message) {
        super(message);
    }
}
