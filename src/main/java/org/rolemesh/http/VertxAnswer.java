package org.rolemesh.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;

/** An answer on Camel's own server. */
final class VertxAnswer implements ClientAnswer {
    private final HttpServerRequest request;
    private final HttpServerResponse response;

    VertxAnswer(HttpServerRequest request) {
        this.request = request;
        this.response = request.response();
    }

    @Override
    public ClientAnswer status(int code) {
        response.setStatusCode(code);
        return this;
    }

    @Override
    public int status() {
        return response.getStatusCode();
    }

    @Override
    public ClientAnswer header(String name, String value) {
        response.putHeader(name, value);
        return this;
    }

    @Override
    public void clearHeaders() {
        response.headers().clear();
    }

    @Override
    public void write(Buffer bytes) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (!response.headWritten()) {
            response.setChunked(true);
        }
        try {
            response.write(bytes);
        } catch (IllegalStateException e) {
            // It has ended in this very moment: there is nobody to tell.
            response.closed();
        }
    }

    @Override
    public void end() {
        response.end();
    }

    @Override
    public Future<Void> end(Buffer body) {
        return response.end(body);
    }

    @Override
    public Future<Void> sent() {
        return response.write(Buffer.buffer());
    }

    @Override
    public boolean isBegun() {
        return response.headWritten();
    }

    @Override
    public boolean isEnded() {
        return response.ended();
    }

    @Override
    public boolean isClosed() {
        return response.closed();
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
    public void onClosed(Runnable closed) {
        response.exceptionHandler(ignored -> {});
        response.closeHandler(ignored -> closed.run());
    }

    /** The close waits until all before it is written, so for ever where the client takes nothing; the timer does not. */
    @Override
    public void breakOff() {
        // Not response.reset(): after that Vert.x would not tell of the answer's end.
        request.connection().close();
        Channel channel = ((ConnectionBase) request.connection()).channel();
        channel.eventLoop()
                .schedule(() -> channel.unsafe().close(channel.voidPromise()), Answer.LINGER_MS, MILLISECONDS);
    }
}
