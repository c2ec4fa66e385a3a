package org.rolemesh.http;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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
public final class RequestBody implements UnreadRequest.BodyListener {
    private static final int MIB = 1024 * 1024;
    private static final long NONE = -1;
    /** Memory is taken for all that the head announces once a sixteenth of it is here. */
    private static final int BELIEVED = 16;

    private final UnreadRequest request;
    private final long maxBytes;
    private final Duration allowed;
    private final Context context;
    private final Promise<byte[]> promise = Promise.promise();
    private byte[] room = {};
    private long length;
    private final long startedNanos = System.nanoTime();
    private long timer = NONE;

    private RequestBody(UnreadRequest request, long maxBytes, Duration allowed) {
        this.request = request;
        this.maxBytes = maxBytes;
        this.allowed = allowed;
        this.context = request.context();
    }

    /** Fails with {@link RequestRejected} (413, 408), or as the connection did. It is complete at once where the body is there. */
    public static Future<byte[]> read(UnreadRequest request, long maxBytes, Duration allowed) {
        RequestBody body = new RequestBody(request, maxBytes, allowed);
        Continuation.onLoopOf(body.context, body::read);
        return body.promise.future();
    }

    private void read() {
        if (request.declaredLength() > maxBytes) {
            failed(new RequestRejected(ApiErrors.bodyTooLarge(maxBytes)));
        } else if (request.answer().isClosed()) {
            promise.fail("the client has left");
        } else {
            request.readBody(this);
            watchTime();
        }
    }

    @Override
    public void piece(ByteBuf in, int bytes) {
        int at = Math.toIntExact(length);
        length += bytes;
        if (length > maxBytes) {
            in.skipBytes(bytes);
            reject(ApiErrors.bodyTooLarge(maxBytes));
            return;
        }
        if (length > room.length) {
            room = Arrays.copyOf(room, roomFor(length));
        }
        in.readBytes(room, at, bytes);
    }

    private int roomFor(long bytes) {
        long declared = request.declaredLength();
        boolean isBelieved = declared >= bytes && declared / BELIEVED <= bytes;
        return Math.toIntExact(isBelieved ? declared : Math.max(bytes, Math.min(maxBytes, 2L * room.length)));
    }

    @Override
    public void ended() {
        cancelTimer();
        promise.tryComplete(room.length == length ? room : Arrays.copyOf(room, Math.toIntExact(length)));
    }

    @Override
    public void failed(Throwable cause) {
        cancelTimer();
        promise.tryFail(cause);
    }

    private void reject(ApiError error) {
        request.stopReading();
        failed(new RequestRejected(error));
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
