package org.rolemesh.dashboard;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.rolemesh.access.ClientCall;
import org.rolemesh.access.Continuation;
import org.rolemesh.gateway.Incoming;
import org.rolemesh.http.ClientAnswer;

/**
 * One connection on which changes are told, as server-sent events. What a slow reader misses is not kept for him: once he
 * reads again, he is told how it is then.
 */
final class Viewer {
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final Exchange exchange;
    private final AsyncCallback callback;
    private final ClientCall call;
    private final ClientAnswer answer;
    private final LiveFeed feed;
    private final Account account;
    private final AtomicBoolean over = new AtomicBoolean();
    private long lastWritten;

    Viewer(Exchange exchange, AsyncCallback callback, LiveFeed feed, Account account) {
        this.exchange = exchange;
        this.callback = callback;
        this.call = ClientCall.of(exchange);
        this.answer = Incoming.request(exchange).answer();
        this.feed = feed;
        this.account = account;
    }

    void begin() {
        answer.header("Content-Type", "text/event-stream")
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no");
        call.answeredWith(200);
        answer.onClosed(this::end);
        feed.join(this);
        if (answer.isClosed()) {
            end();
        }
    }

    /** Tells what is new. Comes from one thread at a time. */
    void show(Picture picture) {
        if (over.get() || answer.isClosed() || answer.isFull()) {
            return;
        }
        long now = System.nanoTime();
        account.next(picture).ifPresentOrElse(event -> write(event, now), () -> {
            if (now - lastWritten > SILENCE_NANOS) {
                write(": nothing new\n\n", now);
            }
        });
    }

    private void write(String text, long now) {
        lastWritten = now;
        Buffer event = Buffer.buffer(text);
        call.wrote(event.length());
        answer.write(event);
    }

    /** Ends the answer; a second call does nothing. */
    void end() {
        if (!over.getAndSet(true)) {
            feed.leave(this);
            if (!answer.isEnded() && !answer.isClosed()) {
                answer.end();
            }
            exchange.getMessage().setBody(null);
            Continuation.resume(exchange, callback);
        }
    }
}
