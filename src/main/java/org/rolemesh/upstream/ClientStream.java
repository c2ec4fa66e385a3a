package org.rolemesh.upstream;

import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.concurrent.Executor;

/** The client's end of a stream. Confined to the event loop of the upstream's connection. */
interface ClientStream {
    /** Calls {@code gone} once if the client leaves before {@link #end} or {@link #cut}; in every phase. */
    void onGone(Runnable gone);

    /** Commits the answer: status 200 and these headers. */
    void begin(Map<String, String> headers);

    void write(Buffer events);

    /** Whether the client has taken so little that the upstream has to wait. */
    boolean isFull();

    /** Calls {@code drained} once when it has taken enough. */
    void onDrained(Runnable drained);

    void end();

    /** Writes {@code lastWords} and closes so that nobody takes it for a clean end. */
    void cut(Buffer lastWords);

    /** Where, and when, whoever serves the client is told that its exchange is over. */
    Executor teller();
}
