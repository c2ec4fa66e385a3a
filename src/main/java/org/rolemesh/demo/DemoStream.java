package org.rolemesh.demo;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Iterator;

/** Writes events at an even pace, not before the client has taken the one before. Runs on the response's event loop. */
final class DemoStream {
    private final Vertx vertx;
    private final HttpServerResponse response;
    private final Iterator<Buffer> events;
    private final Duration interval;
    private final Promise<Void> ended = Promise.promise();
    private long timer = -1;

    DemoStream(Vertx vertx, HttpServerResponse response, Iterator<Buffer> events, Duration interval) {
        this.vertx = vertx;
        this.response = response;
        this.events = events;
        this.interval = interval;
    }

    /** Writes the first event at once; completes when the last is written or the client has gone. */
    Future<Void> run() {
        response.exceptionHandler(e -> stop());
        response.closeHandler(closed -> stop());
        writeNext();
        return ended.future();
    }

    private void writeNext() {
        if (response.closed() || !events.hasNext()) {
            return;
        }
        Buffer event = events.next();
        if (!events.hasNext()) {
            response.end(event).onComplete(written -> stop());
        } else {
            response.write(event);
            afterDrain();
        }
    }

    private void afterDrain() {
        if (response.writeQueueFull()) {
            response.drainHandler(drained -> pause());
        } else {
            pause();
        }
    }

    private void pause() {
        timer = vertx.setTimer(interval.toMillis(), due -> writeNext());
    }

    private void stop() {
        vertx.cancelTimer(timer);
        ended.tryComplete();
    }
}
