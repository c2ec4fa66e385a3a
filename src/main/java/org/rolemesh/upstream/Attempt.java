package org.rolemesh.upstream;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.ContextInternal;
import java.util.function.LongConsumer;
import org.apache.camel.Exchange;
import org.rolemesh.access.ClientCall;
import org.rolemesh.access.TraceContext;
import org.rolemesh.access.TraceHop;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.config.UpstreamUrl;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.EventBoundary;
import org.rolemesh.openai.ModelRequest;
import org.rolemesh.openai.Splice;
import org.rolemesh.openai.UsageReader;
import org.rolemesh.tls.TlsTrouble;
import org.rolemesh.wire.Address;
import org.rolemesh.wire.AnswerHead;
import org.rolemesh.wire.AnswerListener;
import org.rolemesh.wire.BackendConnection;
import org.rolemesh.wire.BackendConnections;

/**
 * One request to one upstream, up to the first byte of its answer (or, of an answer that is one document, up to its end).
 * Confined to one event loop. Fails with an {@link UpstreamFailure}; cancelled, it never completes.
 */
final class Attempt implements Connecting.Seeker, AnswerListener {
    private static final int MAX_ERROR_BYTES = 64 * 1024;
    private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;

    private static final UsageReader USAGE = new UsageReader();

    private final Alias alias;
    private final Upstream upstream;
    private final ModelRequest request;
    /** Whose request it is; null: no client's. */
    private final ClientCall origin;

    private final boolean secure;
    private final ContextInternal context;
    private final Promise<Opened> opened = Promise.promise();
    private final Deadline deadline;
    private final TraceHop hop;
    private final Gathered body = new Gathered();

    /** While it is this request's: afterwards another may be under way on it. */
    private BackendConnection connection;

    private AnswerHead head;
    private AnswerKind kind;
    private boolean over;

    Attempt(Alias alias, Upstream upstream, ModelRequest request, Exchange exchange, Context context) {
        this.alias = alias;
        this.upstream = upstream;
        this.request = request;
        this.origin = ClientCall.originOf(exchange);
        this.secure = upstream.url().isSecure();
        this.context = (ContextInternal) context;
        this.deadline = new Deadline(context, alias.timeouts().idle(), this::tookTooLong);
        this.hop = (origin == null ? TraceContext.NONE : origin.trace()).hop();
    }

    /** It is sent at the end of the event loop's turn. */
    Future<Opened> open(BackendConnections connections) {
        deadline.within(alias.timeouts().connect());
        connections.atTurnEnd(context, new Connecting(connections, where(), context, this)::begin);
        return opened.future();
    }

    /** It is over, answer and all; told more than once, the first counts. */
    void traced(String code) {
        hop.ended(alias.name(), upstream.name(), code);
    }

    /** Stops it in whatever phase it is; the upstream sees its connection close. */
    void cancel() {
        finish();
        if (connection != null) {
            connection.close();
        }
    }

    /** The same for a client that has left; {@code released} is told how long it took, unless nothing had been sent. */
    void abandon(LongConsumer released) {
        boolean works = !over && connection != null;
        finish();
        if (works) {
            Abandonment.of(connection, released);
        }
    }

    private Address where() {
        UpstreamUrl url = upstream.url();
        return new Address(url.host(), url.port(), secure);
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public void unreachable(Throwable cause) {
        fail(new UpstreamUnreachable(cause));
    }

    @Override
    public void connected(BackendConnection found) {
        connection = found;
        deadline.within(alias.timeouts().firstByte());
        Splice json = upstream.edits().applyTo(request.body());
        connection.send(
                UpstreamHeaders.onRequest(upstream, request, json.length(), origin, hop), json.pieces(), context, this);
    }

    @Override
    public void head(AnswerHead answer) {
        head = answer;
        kind = AnswerKind.of(answer);
        if (kind == AnswerKind.KEY_REFUSED) {
            fail(new UpstreamBroken(ApiErrors.upstreamAuthFailed()));
        } else if (kind == AnswerKind.UNUSABLE) {
            fail(Refusals.unusable(answer));
        }
    }

    @Override
    public void piece(Buffer bytes, int chunks) {
        if (kind == AnswerKind.STREAM) {
            takeFirst(bytes, chunks);
        } else {
            collect(bytes, kind == AnswerKind.WHOLE ? MAX_ANSWER_BYTES : MAX_ERROR_BYTES);
        }
    }

    /** Less than one event is nothing that a client could use, and another backend may still be asked. */
    private void takeFirst(Buffer bytes, int chunks) {
        int seen = body.length();
        body.add(bytes);
        if (EventBoundary.lastEnd(body.buffer()::getByte, 0, seen, body.length()) > 0) {
            connection.pause();
            finish();
            opened.complete(new Opened.Stream(handedOver(), head, body.buffer(), chunks));
        } else if (body.length() > MAX_ANSWER_BYTES) {
            fail(new UpstreamBroken(ApiErrors.upstreamProtocol("its first event is too large")));
        }
    }

    private BackendConnection handedOver() {
        BackendConnection ofStream = connection;
        connection = null;
        return ofStream;
    }

    private void collect(Buffer bytes, int limit) {
        deadline.within(alias.timeouts().idle());
        if (body.length() + bytes.length() > limit) {
            fail(new UpstreamBroken(ApiErrors.upstreamProtocol("its answer is too large")));
        } else {
            body.add(bytes);
        }
    }

    @Override
    public void ended() {
        connection = null;
        switch (kind) {
            case STREAM -> fail(new UpstreamBroken(ApiErrors.upstreamClosed()));
            case WHOLE -> whole(body.buffer().getBytes());
            case BUSY -> fail(Refusals.busy(alias, head, body.buffer()));
            case REFUSAL -> fail(Refusals.refusal(head, body.buffer()));
            case FAILURE -> fail(Refusals.failure(head, body.buffer()));
            case KEY_REFUSED, UNUSABLE -> throw new IllegalStateException("it has failed already");
        }
    }

    private void whole(byte[] json) {
        USAGE.ofAnswer(json)
                .ifPresentOrElse(
                        usage -> {
                            finish();
                            opened.complete(new Opened.Whole(head, json, usage));
                        },
                        () -> fail(new UpstreamBroken(ApiErrors.upstreamProtocol("its answer is not valid JSON"))));
    }

    private void tookTooLong() {
        fail(connection == null ? new UpstreamUnreachable(null) : new UpstreamTimedOut());
    }

    @Override
    public void failed(Throwable cause) {
        if (secure && TlsTrouble.isRefusal(cause)) {
            // By TLS 1.3 a server judges the client's certificate after the handshake, and reads nothing before that.
            unreachable(cause);
            return;
        }
        fail(new UpstreamBroken(
                Refusals.isClose(cause)
                        ? ApiErrors.upstreamClosed()
                        : ApiErrors.upstreamProtocol("it is not well-formed HTTP/1.1")));
    }

    private void fail(UpstreamFailure failure) {
        if (!over) {
            cancel();
            opened.fail(failure);
        }
    }

    private void finish() {
        over = true;
        deadline.cancel();
    }
}
