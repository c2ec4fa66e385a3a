package org.rolemesh.upstream;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A client that reads an {@link java.io.InputStream}: on a runtime whose HTTP server is not Vert.x, in a copy of an
 * exchange, or where no client is waiting at all.
 */
final class PipedClientStream implements ClientStream {
    private final EventPipe pipe;
    private final Consumer<Map<String, String>> begun;

    /** @param begun hears of the headers when there is something to read */
    PipedClientStream(Context context, Consumer<Map<String, String>> begun) {
        this.pipe = new EventPipe(context);
        this.begun = begun;
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
}
