package org.rolemesh.gateway;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.rolemesh.access.ClientCall;
import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.ApiErrors;

/**
 * Passes a log on to a client as it comes, until one of both leaves, the node falls silent or the gateway stops. Confined
 * to one event loop.
 */
final class LogPipe {
    private static final long LOOK_EVERY_MS = 1_000;

    private final HttpClientResponse log;
    private final HttpServerResponse client;
    private final ClientCall call;
    private final Duration stalled;
    private final BooleanSupplier heardOf;
    private final Promise<Void> over = Promise.promise();
    private long fullSinceNanos;
    private boolean full;
    private boolean ended;

    /** @param heardOf whether the node lives: a host that lost its power never closes a connection */
    LogPipe(
            HttpClientResponse log,
            HttpServerResponse client,
            ClientCall call,
            Duration stalled,
            BooleanSupplier heardOf) {
        this.log = log;
        this.client = client;
        this.call = call;
        this.stalled = stalled;
        this.heardOf = heardOf;
    }

    /** Completes when the answer has ended, in whatever way. */
    Future<Void> run(HttpConnection connection, Context loop, OpenLogs openLogs) {
        Runnable end = () -> loop.runOnContext(ignored -> logEnded());
        openLogs.began(end);
        long look = loop.owner().setPeriodic(LOOK_EVERY_MS, ignored -> look(connection));
        over.future().onComplete(ignored -> {
            loop.owner().cancelTimer(look);
            openLogs.ended(end);
        });
        begin(connection);
        return over.future();
    }

    private void begin(HttpConnection connection) {
        client.setStatusCode(200)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cache-Control", "no-cache")
                .putHeader("X-Accel-Buffering", "no")
                .setChunked(true);
        call.answeredWith(200);
        client.exceptionHandler(ignored -> {});
        client.closeHandler(ignored -> clientLeft());
        log.handler(this::pass);
        log.endHandler(ignored -> logEnded());
        log.exceptionHandler(ignored -> cut(ApiErrors.upstreamClosed(), connection));
        if (client.closed()) {
            clientLeft();
            return;
        }
        // Whoever asks must not have to wait for a line to know that he was heard.
        client.write("");
        log.resume();
    }

    private void pass(Buffer lines) {
        if (ended) {
            return;
        }
        call.wrote(lines.length());
        client.write(lines);
        if (client.writeQueueFull()) {
            full = true;
            fullSinceNanos = System.nanoTime();
            log.pause();
            client.drainHandler(ignored -> {
                full = false;
                log.resume();
            });
        }
    }

    private void look(HttpConnection connection) {
        if (full && System.nanoTime() - fullSinceNanos > stalled.toNanos()) {
            cut(ApiErrors.requestTimeout(), connection);
        } else if (!heardOf.getAsBoolean()) {
            cut(ApiErrors.upstreamIdle(), connection);
        }
    }

    private void logEnded() {
        if (!ended) {
            finish();
            client.end();
            over.complete();
        }
    }

    private void clientLeft() {
        if (!ended) {
            finish();
            over.complete();
        }
    }

    /** A clean end would pass for the log's. */
    private void cut(ApiError cause, HttpConnection connection) {
        if (!ended) {
            finish();
            call.brokeOff(cause.code(), cause.status());
            connection.close();
            over.complete();
        }
    }

    /** Comes first: to give the agent's answer up is heard as its failure. */
    private void finish() {
        ended = true;
        log.request().reset();
    }
}
