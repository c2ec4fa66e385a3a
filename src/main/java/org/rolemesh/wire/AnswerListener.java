package org.rolemesh.wire;

import io.vertx.core.buffer.Buffer;

/**
 * Is told of an answer as it comes: its head, pieces of its body, and how it ends, of which {@link #ended} and
 * {@link #failed} exclude each other. On the event loop of the connection.
 */
public interface AnswerListener {
    /** Not told to one that takes over later. */
    default void head(AnswerHead head) {}

    /**
     * What one read has brought, taken out of its chunks.
     *
     * @param bytes never empty, and the listener's to keep
     * @param chunks how many have ended with it; 1 where there are none
     */
    void piece(Buffer bytes, int chunks);

    /** It is whole, as far as HTTP can tell. */
    void ended();

    /**
     * It has broken off.
     *
     * @param cause {@link MalformedMessage}, or what became of the connection
     */
    void failed(Throwable cause);
}
