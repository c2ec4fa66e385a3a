package org.rolemesh.gateway;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.rolemesh.access.ClientCall;
import org.rolemesh.http.ClientAnswer;
import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.wire.AnswerListener;
import org.rolemesh.wire.BackendConnection;

/**
 * Passes a log on to a client as it comes, until one of both leaves, the node falls silent or the gateway stops. Confined
 * to one event loop.
 */
final class LogPipe implements AnswerListener {
    private static final long LOOK_EVERY_MS = 1_000;

    private final BackendConnection log;
    private final ClientAnswer client;
    private final ClientCall call;
    private final Duration stalled;
    private final BooleanSupplier heardOf;
    private final Promise<Void> over = Promise.promise();
    private long fullSinceNanos;
    private boolean full;
    private boolean ended;

    /** @param heardOf whether the node lives: a host that lost its power never closes a connection */
    LogPipe(BackendConnection log, ClientAnswer client, ClientCall call, Duration stalled, BooleanSupplier heardOf) {
        this.log = log;
        this.client = client;
        this.call = call;
        this.stalled = stalled;
        this.heardOf = heardOf;
    }

    /** Completes when the answer has ended, in whatever way. */
    Future<Void> run(Context loop, OpenLogs openLogs) {
        Runnable end = () -> loop.runOnContext(ignored -> ended());
        openLogs.began(end);
        long look = loop.owner().setPeriodic(LOOK_EVERY_MS, ignored -> look());
        over.future().onComplete(ignored -> {
            loop.owner().cancelTimer(look);
            openLogs.ended(end);
        });
        begin();
        return over.future();
    }

    private void begin() {
        client.status(200)
                .header("Content-Type", "text/plain; charset=utf-8")
                .header("X-Content-Type-Options", "nosniff")
                .header("Cache-Control", "no-cache")
                .header("X-Accel-Buffering", "no");
        call.answeredWith(200);
        client.onClosed(this::clientLeft);
        log.tell(this);
        if (client.isClosed()) {
            clientLeft();
            return;
        }
        // Whoever asks must not have to wait for a line to know that he was heard.
        client.write(Buffer.buffer());
        log.resume();
    }

    @Override
    public void piece(Buffer lines, int chunks) {
        if (ended) {
            return;
        }
        call.wrote(lines.length());
        client.write(lines);
        if (client.isFull()) {
            full = true;
            fullSinceNanos = System.nanoTime();
            log.pause();
            client.onDrained(() -> {
                full = false;
                log.resume();
            });
        }
    }

    private void look() {
        if (full && System.nanoTime() - fullSinceNanos > stalled.toNanos()) {
            cut(ApiErrors.requestTimeout());
        } else if (!heardOf.getAsBoolean()) {
            cut(ApiErrors.upstreamIdle());
        }
    }

    @Override
    public void ended() {
        if (!ended) {
            finish();
            client.end();
            over.complete();
        }
    }

    @Override
    public void failed(Throwable cause) {
        cut(ApiErrors.upstreamClosed());
    }

    private void clientLeft() {
        if (!ended) {
            finish();
            over.complete();
        }
    }

    /** A clean end would pass for the log's. */
    private void cut(ApiError cause) {
        if (!ended) {
            finish();
            call.brokeOff(cause.code(), cause.status());
            client.breakOff();
            over.complete();
        }
    }

    /** The agent reads no more of the log for nobody. */
    private void finish() {
        ended = true;
        log.close();
    }
}
