package org.rolemesh.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * What goes back to a client. From any thread; what is written after its end, or after the client has left, goes nowhere.
 */
public interface ClientAnswer {
    /** Before anything is written; 200 where nobody says. */
    ClientAnswer status(int code);

    int status();

    /**
     * Before anything is written; takes the place of another of this name.
     *
     * @throws IllegalArgumentException where no header can be so
     */
    ClientAnswer header(String name, String value);

    /** Takes back all headers. */
    void clearHeaders();

    /** Sends it as a part of an answer whose length is not known, after its head where that has not been sent. */
    void write(Buffer bytes);

    /** Ends what was written; where nothing was, the answer has no body. */
    void end();

    /**
     * Sends all of an answer.
     *
     * @return completes when it has been sent; fails where it cannot be
     */
    Future<Void> end(Buffer body);

    /** Completes when all that was written has been sent; fails where it cannot be. */
    Future<Void> sent();

    /** Whether its head is on its way. */
    boolean isBegun();

    boolean isEnded();

    /** Whether the client has left. */
    boolean isClosed();

    /** Whether the client takes less than is written. */
    boolean isFull();

    /** Calls {@code drained} once when it has taken enough. On the event loop. */
    void onDrained(Runnable drained);

    /** Calls {@code closed} where the client leaves; in place of what was told to be called before. On the event loop. */
    void onClosed(Runnable closed);

    /**
     * Closes the connection without an end, so that nobody takes the answer for a whole one. What was written before is sent,
     * unless it is not taken within two seconds.
     */
    void breakOff();
}
