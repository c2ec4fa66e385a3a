package org.rolemesh.upstream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Map;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.tls.TlsTrouble;

/**
 * One request without a body to the agent of a node. Confined to one event loop. Fails with an {@link UpstreamFailure},
 * and within ten seconds.
 */
final class AgentCall implements Connecting.Seeker {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RequestOptions where;
    private final Map<String, String> headers;
    private final Vertx vertx;
    private final Promise<HttpClientResponse> head = Promise.promise();
    private final Deadline deadline;
    private HttpClientRequest request;

    AgentCall(RequestOptions where, Map<String, String> headers, Vertx vertx) {
        this.where = where;
        this.headers = headers;
        this.vertx = vertx;
        this.deadline = new Deadline(vertx, this::tookTooLong);
    }

    /** Gives the answer once its head is there; nothing more of it is read until it is resumed. */
    Future<HttpClientResponse> open(HttpClient client) {
        deadline.within(PATIENCE);
        new Connecting(client, where, vertx, this).begin();
        return head.future().onComplete(ignored -> deadline.cancel());
    }

    @Override
    public boolean isOver() {
        return head.future().isComplete();
    }

    @Override
    public void unreachable(Throwable cause) {
        head.tryFail(new UpstreamUnreachable(cause));
    }

    @Override
    public void connected(HttpClientRequest connected) {
        request = connected;
        headers.forEach(connected::putHeader);
        connected.exceptionHandler(this::closed);
        connected.response().onSuccess(this::begun).onFailure(this::closed);
        connected.end();
    }

    private void begun(HttpClientResponse response) {
        response.pause();
        head.tryComplete(response);
    }

    private void closed(Throwable cause) {
        head.tryFail(
                where.isSsl() && TlsTrouble.isRefusal(cause)
                        ? new UpstreamUnreachable(cause)
                        : new UpstreamBroken(ApiErrors.upstreamClosed()));
    }

    private void tookTooLong() {
        if (head.tryFail(new UpstreamTimedOut()) && request != null) {
            request.reset();
        }
    }

    /** Reads the rest of an answer, which must be there within ten seconds and have {@code limit} bytes at most. */
    static Future<Buffer> body(HttpClientResponse response, int limit, Vertx vertx) {
        Promise<Buffer> whole = Promise.promise();
        Buffer read = Buffer.buffer();
        Deadline deadline = new Deadline(vertx, () -> whole.tryFail(new UpstreamTimedOut()));
        response.exceptionHandler(ignored -> whole.tryFail(new UpstreamBroken(ApiErrors.upstreamClosed())));
        response.handler(piece -> {
            if (read.length() + piece.length() > limit) {
                whole.tryFail(new UpstreamBroken(ApiErrors.upstreamProtocol("its answer is too large")));
            } else {
                read.appendBuffer(piece);
            }
        });
        response.endHandler(ignored -> whole.tryComplete(read));
        deadline.within(PATIENCE);
        response.resume();
        return whole.future().onComplete(ignored -> deadline.cancel()).onFailure(ignored -> response.request()
                .reset());
    }
}
