package org.rolemesh.testing;

/** What {@link FaultBackend} does with the connection after its last byte. */
public enum Ending {
    /** Keep it for the next request. */
    KEEP,
    /** Close it in the ordinary way (FIN). */
    CLOSE,
    /** Reset it (RST). */
    RESET
}
