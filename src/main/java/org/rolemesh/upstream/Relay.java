package org.rolemesh.upstream;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.rolemesh.access.ClientCall;
import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.EventBoundary;
import org.rolemesh.openai.SseEvents;
import org.rolemesh.openai.TokenUsage;
import org.rolemesh.wire.AnswerHead;
import org.rolemesh.wire.AnswerListener;
import org.rolemesh.wire.BackendConnection;

/**
 * Pipes a begun stream to a client, event by event: whole events only, so that a stream that breaks off ends between
 * two of them. Whichever of upstream, client, deadline and shutdown ends it first is the only one that acts. Confined to
 * one event loop.
 */
final class Relay implements AnswerListener {
    private static final int MAX_EVENT_BYTES = 16 * 1024 * 1024;
    private static final String LLAMA_SERVER = "llama.cpp";
    /** Never added to. */
    private static final Buffer NOTHING = Buffer.buffer();

    private final BackendConnection connection;
    private final AnswerHead head;
    private final ClientStream client;
    private final ClientCall call;
    private final Duration idle;
    private final Duration stalled;
    private final Consumer<Relay> ended;
    private final LongConsumer released;
    private final Deadline deadline;
    private final StreamTail tail = new StreamTail();
    private Buffer held = NOTHING;
    private boolean waitingForClient;
    private boolean over;
    private boolean whole;
    private ApiError error;
    // Written on the event loop alone, and read by whoever looks on.
    private final AtomicLong passes = new AtomicLong();
    private TokenUsage usage = TokenUsage.NONE;

    /** @param released is told how long the upstream was held after its client had left */
    Relay(
            Opened.Stream opened,
            ClientStream client,
            ClientCall call,
            Context context,
            Duration idle,
            Duration stalled,
            Consumer<Relay> ended,
            LongConsumer released) {
        this.connection = opened.connection();
        this.head = opened.head();
        this.client = client;
        this.call = call;
        this.idle = idle;
        this.stalled = stalled;
        this.ended = ended;
        this.released = released;
        this.deadline = new Deadline(context, this::expired);
    }

    /** Begins with the bytes that came with the head; the client has been sent its headers. */
    void start(Buffer first, int chunks) {
        client.onGone(this::clientLeft);
        connection.tell(this);
        deadline.within(idle);
        if (!over) {
            piece(first, chunks);
            if (!waitingForClient) {
                connection.resume();
            }
        }
    }

    @Override
    public void piece(Buffer piece, int chunks) {
        if (over) {
            return;
        }
        deadline.within(idle);
        int seen = held.length();
        Buffer pending = seen == 0 ? piece : held.appendBuffer(piece);
        int end = EventBoundary.lastEnd(pending::getByte, 0, seen, pending.length());
        if (end < pending.length() && pending.length() - end > MAX_EVENT_BYTES) {
            fail(ApiErrors.upstreamProtocol("one event is larger than 16 MiB"));
            return;
        }
        held = end == pending.length() ? NOTHING : pending.getBuffer(end, pending.length());
        if (end > 0) {
            pass(end == pending.length() ? pending : pending.getBuffer(0, end), chunks);
        }
    }

    private void pass(Buffer events, int chunks) {
        tail.passed(events);
        passes.setRelease(passes.getPlain() + chunks);
        client.write(events);
        if (client.isFull() && !over) {
            waitingForClient = true;
            connection.pause();
            deadline.within(stalled);
            client.onDrained(this::clientTook);
        }
    }

    /** Whether it has ended as it should. */
    boolean isWhole() {
        return whole;
    }

    /** Why it has not: the error's code, or that the client left. */
    String failure() {
        return error == null ? Outcome.CLIENT_LEFT : error.code();
    }

    /** How much it was: the tokens that its end tells of, or else how many chunks came, of which most hold one. */
    long size() {
        return usage.completionTokens() == TokenUsage.NOT_SAID ? passes.getPlain() : usage.completionTokens();
    }

    /** How many chunks have come so far; on any thread. */
    long passes() {
        return passes.getAcquire();
    }

    /** Why it was cut; null where it was not. */
    ApiError error() {
        return error;
    }

    TokenUsage usage() {
        return usage;
    }

    private void clientTook() {
        if (!over) {
            waitingForClient = false;
            deadline.within(idle);
            connection.resume();
        }
    }

    @Override
    public void ended() {
        if (over) {
            return;
        }
        if (!head.isDelimited() && !tail.isDone()) {
            // Without a length or chunks a lost connection looks like an end.
            fail(ApiErrors.upstreamClosed());
            return;
        }
        if (held.length() > 0) {
            pass(held, 1);
        }
        whole = true;
        finish();
        dropConnectionOfLlamaServer();
        client.end();
        ended.accept(this);
    }

    /** It drops a connection after a stream, whatever its headers say; the next request on it would be lost. */
    private void dropConnectionOfLlamaServer() {
        if (LLAMA_SERVER.equals(head.header("Server"))) {
            connection.close();
        }
    }

    @Override
    public void failed(Throwable cause) {
        fail(ApiErrors.upstreamClosed());
    }

    private void expired() {
        if (waitingForClient) {
            // It takes nothing, so it cannot be told anything either.
            fail(ApiErrors.requestTimeout());
        } else {
            fail(ApiErrors.upstreamIdle());
        }
    }

    private void clientLeft() {
        if (!over) {
            finish();
            Abandonment.of(connection, released);
            ended.accept(this);
        }
    }

    /** Ends the stream with {@code cause} as its last event, unless it is over. */
    void fail(ApiError cause) {
        if (over) {
            return;
        }
        error = cause;
        finish();
        connection.close();
        if (call != null) {
            call.brokeOff(cause.code(), cause.status());
        }
        client.cut(Buffer.buffer(SseEvents.error(cause)));
        ended.accept(this);
    }

    /** Comes before the client's end: with that its access line is written. */
    private void finish() {
        over = true;
        deadline.cancel();
        usage = tail.usage();
        if (call != null) {
            call.used(usage);
        }
    }
}
