package org.rolemesh.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.rolemesh.access.ClientCall;

/**
 * Writes a stream to a client, each piece as soon as a read returns it. Reads block, so they run on a thread of their
 * own; a client that takes nothing holds the next read back.
 */
final class InputStreamPump {
    private static final int PIECE = 16 * 1024;
    /** Longest wait for a client that takes nothing. */
    private static final long STALLED_SECONDS = 60;

    private final InputStream stream;
    private final ClientAnswer answer;
    private final ClientCall call;
    private final Executor blocking;
    private volatile boolean gone;

    InputStreamPump(InputStream stream, ClientAnswer answer, ClientCall call, Executor blocking) {
        this.stream = stream;
        this.answer = answer;
        this.call = call;
        this.blocking = blocking;
    }

    Future<Void> run() {
        Promise<Void> done = Promise.promise();
        answer.onClosed(this::leave);
        blocking.execute(() -> pump(done));
        return done.future();
    }

    private void pump(Promise<Void> done) {
        try (stream) {
            byte[] piece = new byte[PIECE];
            int read = stream.read(piece);
            while (read >= 0 && !gone) {
                call.wrote(read);
                answer.write(Buffer.buffer().appendBytes(piece, 0, read));
                answer.sent().toCompletionStage().toCompletableFuture().get(STALLED_SECONDS, TimeUnit.SECONDS);
                read = stream.read(piece);
            }
            answer.end();
            done.complete();
        } catch (Exception e) {
            answer.breakOff();
            done.tryFail(e);
        }
    }

    /** The reading thread may be waiting for more of a stream that nobody wants now: closing it ends the wait. */
    private void leave() {
        gone = true;
        blocking.execute(() -> {
            try {
                stream.close();
            } catch (IOException e) {
                answer.breakOff();
            }
        });
    }
}
