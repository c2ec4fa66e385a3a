package org.rolemesh.cli;

/** What was asked for cannot be done as things are configured; the message says how to mend it. */
final class Misconfigured extends Exception {
    private static final long serialVersionUID = 1;

    Misconfigured(String message) {
        super(message);
    }
}
