package org.rolemesh.upstream;

import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.function.Consumer;
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
import org.rolemesh.openai.UsageReader;
import org.rolemesh.tls.TlsTrouble;

/**
 * One request to one upstream, up to the first byte of its answer (or, of an answer that is one document, up to its end).
 * Confined to one event loop. Fails with an {@link UpstreamFailure}; cancelled, it never completes.
 */
final class Attempt implements Connecting.Seeker {
    private static final int MAX_ERROR_BYTES = 64 * 1024;
    private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;

    /** Vert.x' own limit leaves the handshake out, and takes a loop that was held up for a connection that is late. */
    private static final Duration AFTER_THE_DEADLINE = Duration.ofSeconds(1);

    private static final UsageReader USAGE = new UsageReader();

    private final Alias alias;
    private final Upstream upstream;
    private final ModelRequest request;
    /** Whose request it is; null: no client's. */
    private final ClientCall origin;

    private final boolean secure;
    private final Context context;
    private final Promise<Opened> opened = Promise.promise();
    private final Deadline deadline;
    private final TraceHop hop;
    private HttpClientRequest httpRequest;
    private boolean over;

    Attempt(Alias alias, Upstream upstream, ModelRequest request, Exchange exchange, Context context) {
        this.alias = alias;
        this.upstream = upstream;
        this.request = request;
        this.origin = ClientCall.originOf(exchange);
        this.secure = upstream.url().isSecure();
        this.context = context;
        this.deadline = new Deadline(context.owner(), alias.timeouts().idle(), this::tookTooLong);
        this.hop = (origin == null ? TraceContext.NONE : origin.trace()).hop();
    }

    /** It is sent at the end of the event loop's turn. */
    Future<Opened> open(LoopClient client) {
        deadline.within(alias.timeouts().connect());
        client.atTurnEnd(context, new Connecting(client.http(), where(), context.owner(), this)::begin);
        return opened.future();
    }

    /** It is over, answer and all; told more than once, the first counts. */
    void traced(String code) {
        hop.ended(alias.name(), upstream.name(), code);
    }

    /** Stops it in whatever phase it is; the upstream sees its connection close. */
    void cancel() {
        finish();
        if (httpRequest != null) {
            httpRequest.reset();
        }
    }

    /** The same for a client that has left; {@code released} is told how long it took, unless nothing had been sent. */
    void abandon(LongConsumer released) {
        boolean works = !over && httpRequest != null;
        finish();
        if (works) {
            Abandonment.of(httpRequest, released);
        }
    }

    private RequestOptions where() {
        UpstreamUrl url = upstream.url();
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(url.host())
                .setPort(url.port())
                .setSsl(secure)
                .setURI(url.path(request.api().path()))
                .setFollowRedirects(false)
                .setConnectTimeout(
                        alias.timeouts().connect().plus(AFTER_THE_DEADLINE).toMillis());
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
    public void connected(HttpClientRequest connected) {
        httpRequest = connected;
        deadline.within(alias.timeouts().firstByte());
        UpstreamHeaders.onRequest(connected, upstream, request.body().stream(), origin, hop);
        connected.exceptionHandler(this::closed);
        connected.response().onSuccess(this::head).onFailure(this::closed);
        connected.end(BufferImpl.buffer(Unpooled.wrappedBuffer(upstream.edits().applyTo(request.body()))));
    }

    private void head(HttpClientResponse response) {
        if (over) {
            return;
        }
        response.exceptionHandler(this::closed);
        switch (AnswerKind.of(response)) {
            case STREAM -> awaitFirstEvent(response);
            case WHOLE -> collect(response, MAX_ANSWER_BYTES, json -> whole(response, json));
            case BUSY -> collect(response, MAX_ERROR_BYTES, body -> fail(Refusals.busy(alias, response, body)));
            case REFUSAL -> collect(response, MAX_ERROR_BYTES, body -> fail(Refusals.refusal(response, body)));
            case FAILURE -> collect(response, MAX_ERROR_BYTES, body -> fail(Refusals.failure(response, body)));
            case KEY_REFUSED -> fail(new UpstreamBroken(ApiErrors.upstreamAuthFailed()));
            case UNUSABLE -> fail(Refusals.unusable(response));
        }
    }

    /** Less than one event is nothing that a client could use, and another backend may still be asked. */
    private void awaitFirstEvent(HttpClientResponse response) {
        Buffer first = Buffer.buffer();
        response.handler(piece -> {
            int seen = first.length();
            first.appendBuffer(piece);
            if (!over && EventBoundary.lastEnd(first::getByte, 0, seen, first.length()) > 0) {
                response.pause();
                finish();
                opened.complete(new Opened.Stream(httpRequest, response, first));
            } else if (first.length() > MAX_ANSWER_BYTES) {
                fail(new UpstreamBroken(ApiErrors.upstreamProtocol("its first event is too large")));
            }
        });
        response.endHandler(ignored -> fail(new UpstreamBroken(ApiErrors.upstreamClosed())));
    }

    private void whole(HttpClientResponse response, Buffer json) {
        byte[] bytes = json.getBytes();
        USAGE.ofAnswer(bytes)
                .ifPresentOrElse(
                        usage -> {
                            finish();
                            opened.complete(new Opened.Whole(response, bytes, usage));
                        },
                        () -> fail(new UpstreamBroken(ApiErrors.upstreamProtocol("its answer is not valid JSON"))));
    }

    private void collect(HttpClientResponse response, int limit, Consumer<Buffer> then) {
        Buffer body = Buffer.buffer();
        response.handler(piece -> {
            deadline.within(alias.timeouts().idle());
            if (body.length() + piece.length() > limit) {
                fail(new UpstreamBroken(ApiErrors.upstreamProtocol("its answer is too large")));
            } else if (!over) {
                body.appendBuffer(piece);
            }
        });
        response.endHandler(ignored -> {
            if (!over) {
                then.accept(body);
            }
        });
    }

    private void tookTooLong() {
        fail(httpRequest == null ? new UpstreamUnreachable(null) : new UpstreamTimedOut());
    }

    private void closed(Throwable cause) {
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
