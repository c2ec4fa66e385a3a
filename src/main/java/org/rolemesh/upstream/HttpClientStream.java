package org.rolemesh.upstream;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.netty.channel.Channel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Map;
import java.util.concurrent.Executor;
import org.rolemesh.access.ClientCall;

/** A client on an HTTP connection of Vert.x, ours or another's: what is written is on its way at once. */
final class HttpClientStream implements ClientStream {
    private static final long LINGER_MS = 2_000;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final ClientCall call;
    /** Null before the head has been sent, and where the client's HTTP has no chunks. */
    private ChunkWriter chunks;

    HttpClientStream(HttpServerRequest request, ClientCall call) {
        this.request = request;
        this.response = request.response();
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
        if (chunks != null) {
            chunks.write(events);
            return;
        }
        response.write(events);
        if (response.isChunked()) {
            chunks = ChunkWriter.of(request.connection());
        }
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
            // Not response.reset(): after that Vert.x would not tell of the answer's end.
            request.connection().close();
            dropUnlessTakenSoon();
        }
    }

    @Override
    public Executor teller() {
        boolean isBrokenOff = response.headWritten() && !response.ended();
        return isBrokenOff && call.isElsewhere() ? this::onceClosed : Runnable::run;
    }

    /**
     * Camel's own server writes an answer where one has not ended, and logs that it cannot where one has begun. An end that
     * comes after the close reaches nobody else.
     */
    private void onceClosed(Runnable next) {
        if (response.closed()) {
            response.end();
            next.run();
        } else {
            response.closeHandler(ignored -> onceClosed(next));
        }
    }

    /** The close waits until all before it is written, so for ever where the client takes nothing; this does not. */
    private void dropUnlessTakenSoon() {
        Channel channel = ((ConnectionBase) request.connection()).channel();
        channel.eventLoop().schedule(() -> channel.unsafe().close(channel.voidPromise()), LINGER_MS, MILLISECONDS);
    }
}
