package org.rolemesh.upstream;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.rolemesh.access.Continuation;
import org.rolemesh.access.RequestId;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;

/**
 * What the gateway asks of the agents of its nodes, for an operator. The futures fail with {@link RequestRejected}, whose
 * words name the node; they complete on the event loop they were asked for. Thread safe.
 */
public final class NodeAgents {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final int MAX_ANSWER_BYTES = 64 * 1024;
    private static final int MAX_TEXT_BYTES = 16 * 1024 * 1024;

    private final UpstreamClients clients;

    public NodeAgents(UpstreamClients clients) {
        this.clients = clients;
    }

    /** Runs {@code task} on the event loop of a client's connection, or on any where the client is on another server. */
    public void onLoopOf(HttpServerRequest client, Consumer<Context> task) {
        Context context =
                client == null ? clients.vertx().getOrCreateContext() : ((HttpServerRequestInternal) client).context();
        Continuation.onLoopOf(context, () -> task.accept(context));
    }

    /** Has an agent do something. */
    public Future<AgentAnswer> post(NodeAgent agent, String apiPath, String requestId, Context context) {
        return open(HttpMethod.POST, agent, apiPath, requestId, context)
                .compose(response -> AgentCall.body(response, MAX_ANSWER_BYTES, context.owner())
                        .map(body -> new AgentAnswer(response.statusCode(), Refusals.parsed(body))))
                .recover(failure -> refused(agent, failure));
    }

    /** Begins to read a text that has no end yet; the answer is paused. */
    public Future<HttpClientResponse> follow(NodeAgent agent, String apiPath, String requestId, Context context) {
        return open(HttpMethod.GET, agent, apiPath, requestId, context).recover(failure -> refused(agent, failure));
    }

    /** Reads a text. */
    public Future<Buffer> read(NodeAgent agent, String apiPath, String requestId, Context context) {
        return open(HttpMethod.GET, agent, apiPath, requestId, context)
                .compose(response -> AgentCall.body(response, MAX_TEXT_BYTES, context.owner()))
                .recover(failure -> refused(agent, failure));
    }

    private Future<HttpClientResponse> open(
            HttpMethod method, NodeAgent agent, String apiPath, String requestId, Context context) {
        return new AgentCall(where(method, agent, apiPath), headers(agent, requestId), context.owner())
                .open(clients.on(context).http())
                .compose(response -> response.statusCode() / 100 == 2
                        ? Future.succeededFuture(response)
                        : refusal(agent, response, context));
    }

    private static Future<HttpClientResponse> refusal(NodeAgent agent, HttpClientResponse response, Context context) {
        return AgentCall.body(response, MAX_ANSWER_BYTES, context.owner())
                .compose(body ->
                        Future.failedFuture(new RequestRejected(AgentRefusals.of(agent.nodeId(), response, body))));
    }

    private static <T> Future<T> refused(NodeAgent agent, Throwable failure) {
        return Future.failedFuture(
                failure instanceof RequestRejected
                        ? failure
                        : new RequestRejected(
                                ApiErrors.agentUnreachable(agent.nodeId(), AgentRefusals.whyUnreachable(failure))));
    }

    private static RequestOptions where(HttpMethod method, NodeAgent agent, String apiPath) {
        return new RequestOptions()
                .setMethod(method)
                .setHost(agent.url().host())
                .setPort(agent.url().port())
                .setSsl(agent.url().isSecure())
                .setURI(agent.url().path(apiPath))
                .setFollowRedirects(false)
                .setConnectTimeout(CONNECT.toMillis());
    }

    private static Map<String, String> headers(NodeAgent agent, String requestId) {
        Map<String, String> headers = new HashMap<>();
        headers.put("User-Agent", "rolemesh-gateway");
        if (requestId != null) {
            headers.put(RequestId.HEADER, requestId);
        }
        if (agent.key() != null) {
            headers.put("Authorization", "Bearer " + agent.key().reveal());
        }
        return headers;
    }
}
