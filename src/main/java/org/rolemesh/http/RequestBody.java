package org.rolemesh.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import java.time.Duration;
import java.util.Arrays;
import org.rolemesh.access.Continuation;
import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;

/**
 * Reads the body of one request, within a size and a time. On the event loop of the request.
 *
 * <p>The time allowed grows by a second with each MiB that has come, so that a slow line can send a large prompt and a
 * client that sends a byte a second cannot hold a connection.
 */
public final class RequestBody {
    private static final int MIB = 1024 * 1024;
    private static final long NONE = -1;
    /** Memory is taken for all that the head announces once a sixteenth of it is here. */
    private static final int BELIEVED = 16;

    private final HttpServerRequest request;
    private final long maxBytes;
    private final Duration allowed;
    private final Context context;
    private final Promise<byte[]> promise = Promise.promise();
    private final long declared;
    private byte[] room = {};
    private long length;
    private final long startedNanos = System.nanoTime();
    private long timer = NONE;

    private RequestBody(HttpServerRequest request, long maxBytes, Duration allowed, Context context) {
        this.request = request;
        this.maxBytes = maxBytes;
        this.allowed = allowed;
        this.context = context;
        this.declared = declaredLength(request);
    }

    /** Fails with {@link RequestRejected} (413, 408), or as the connection did. */
    public static Future<byte[]> read(HttpServerRequest request, long maxBytes, Duration allowed) {
        Context context = ((HttpServerRequestInternal) request).context();
        Promise<byte[]> result = Promise.promise();
        Continuation.onLoopOf(context, () -> new RequestBody(request, maxBytes, allowed, context)
                .read()
                .onComplete(result));
        return result.future();
    }

    private Future<byte[]> read() {
        if (declared > maxBytes) {
            return Future.failedFuture(new RequestRejected(ApiErrors.bodyTooLarge(maxBytes)));
        }
        if (request.response().closed()) {
            return Future.failedFuture("the client has left");
        }
        request.handler(this::take);
        request.endHandler(ignored -> complete());
        request.exceptionHandler(this::fail);
        // Most bodies come with their head; a timer is for those that have not come by the end of this turn of the
        // loop.
        context.runOnContext(ignored -> watchTime());
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        request.resume();
        return promise.future();
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            // More digits than a long holds: the decoder has made sure that they are digits.
            return Long.MAX_VALUE;
        }
    }

    private void take(Buffer piece) {
        length += piece.length();
        if (length > maxBytes) {
            reject(ApiErrors.bodyTooLarge(maxBytes));
            return;
        }
        if (length > room.length) {
            room = Arrays.copyOf(room, roomFor(length));
        }
        piece.getBytes(room, Math.toIntExact(length - piece.length()));
    }

    private int roomFor(long bytes) {
        boolean isBelieved = declared >= bytes && declared / BELIEVED <= bytes;
        return Math.toIntExact(isBelieved ? declared : Math.max(bytes, Math.min(maxBytes, 2L * room.length)));
    }

    private void complete() {
        cancelTimer();
        promise.tryComplete(room.length == length ? room : Arrays.copyOf(room, Math.toIntExact(length)));
    }

    private void fail(Throwable cause) {
        cancelTimer();
        promise.tryFail(cause);
    }

    private void reject(ApiError error) {
        request.pause();
        request.handler(null);
        fail(new RequestRejected(error));
    }

    private void cancelTimer() {
        if (timer != NONE) {
            context.owner().cancelTimer(timer);
        }
    }

    private void watchTime() {
        if (promise.future().isComplete()) {
            return;
        }
        long allowedMillis = allowed.toMillis() + 1000L * (length / MIB);
        long left = allowedMillis - (System.nanoTime() - startedNanos) / 1_000_000;
        if (left > 0) {
            timer = context.owner().setTimer(left, ignored -> watchTime());
        } else {
            reject(ApiErrors.requestTimeout());
        }
    }
}
