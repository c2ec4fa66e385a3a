package org.rolemesh.testing;

import java.io.IOException;

/**
 * What {@link FaultBackend} does with one request. Ready-made ones are in {@link Answers}, {@link Streams} and
 * {@link Faults}; a test may also write its own.
 *
 * <p>Each request is served on a thread of its own, which is interrupted when the client goes away or the backend stops.
 * An exchange that is still open when {@code serve} returns is finished as it stands, with the connection kept.
 */
@FunctionalInterface
public interface Behaviour {

    /** Serves one request; an exception cuts the connection. */
    void serve(Exchange exchange) throws IOException, InterruptedException;
}
