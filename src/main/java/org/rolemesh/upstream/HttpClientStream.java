package org.rolemesh.upstream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import org.rolemesh.access.ClientCall;

/** A client on an HTTP connection of ours: what is written is on its way at once. */
final class HttpClientStream implements ClientStream {
    private final HttpServerResponse response;
    private final ClientCall call;

    HttpClientStream(HttpServerResponse response, ClientCall call) {
        this.response = response;
        this.call = call;
    }

    @Override
    public void onGone(Runnable gone) {
        response.exceptionHandler(ignored -> {});
        response.closeHandler(ignored -> gone.run());
        if (response.closed()) {
            gone.run();
        }
    }

    @Override
    public void begin(Map<String, String> headers) {
        response.setStatusCode(200);
        headers.forEach(response::putHeader);
        response.setChunked(true);
        call.answeredWith(200);
    }

    @Override
    public void write(Buffer events) {
        call.wrote(events.length());
        response.write(events);
    }

    @Override
    public boolean isFull() {
        return response.writeQueueFull();
    }

    @Override
    public void onDrained(Runnable drained) {
        response.drainHandler(ignored -> {
            response.drainHandler(null);
            drained.run();
        });
    }

    @Override
    public void end() {
        response.end();
    }

    @Override
    public void cut(Buffer lastWords) {
        response.closeHandler(null);
        if (!response.closed()) {
            response.write(lastWords);
            response.reset();
        }
    }
}
