package org.rolemesh.upstream;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.rolemesh.access.AccessLog;
import org.rolemesh.access.ClientCall;

/**
 * A client that reads an {@link java.io.InputStream}: on a runtime whose HTTP server is not Vert.x, in a copy of an
 * exchange, or where no client is waiting at all.
 */
final class PipedClientStream implements ClientStream {
    private final EventPipe pipe;
    /** That of an HTTP server which counts nothing; null for any other. */
    private final ClientCall call;

    private final Consumer<Map<String, String>> begun;
    private final Executor blocking;

    /**
     * @param call null where no client is waiting
     * @param begun hears of the headers when there is something to read
     * @param blocking the threads of those who read
     */
    PipedClientStream(Context context, ClientCall call, Consumer<Map<String, String>> begun, Executor blocking) {
        this.pipe = new EventPipe(context);
        this.call = call != null && call.isElsewhere() ? call : null;
        this.begun = begun;
        this.blocking = blocking;
        if (this.call != null) {
            pipe.onLeaving(() -> call.answeredWith(AccessLog.CLIENT_LEFT));
        }
    }

    EventPipe pipe() {
        return pipe;
    }

    @Override
    public void onGone(Runnable gone) {
        pipe.onAbandoned(gone);
    }

    @Override
    public void begin(Map<String, String> headers) {
        begun.accept(headers);
    }

    @Override
    public void write(Buffer events) {
        if (call != null) {
            call.wrote(events.length());
        }
        pipe.offer(events.getBytes());
    }

    @Override
    public boolean isFull() {
        return pipe.isFull();
    }

    @Override
    public void onDrained(Runnable drained) {
        pipe.onDrained(drained);
    }

    @Override
    public void end() {
        pipe.finish(null);
    }

    @Override
    public void cut(Buffer lastWords) {
        pipe.offer(lastWords.getBytes());
        pipe.finish("the upstream's stream broke off");
    }

    @Override
    public Executor teller() {
        // The reader of a pipe must not be the thread that fills it.
        return blocking;
    }
}
