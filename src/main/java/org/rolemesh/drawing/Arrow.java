package org.rolemesh.drawing;

/** An arrow of a flow chart, between two boxes; its label may be empty. */
record Arrow(String from, String to, Kind kind, String label) {
    enum Kind {
        /** It goes on there. */
        ON,
        /** It goes there, and comes back. */
        CALL,
        /** Something is sent there, and it goes on here without waiting. */
        ASIDE,
        /** It goes on there where it fails. */
        FAILURE
    }

    boolean isFailure() {
        return kind == Kind.FAILURE;
    }
}
