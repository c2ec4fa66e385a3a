package org.rolemesh.upstream;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.function.Consumer;
import org.rolemesh.access.Continuation;
import org.rolemesh.access.RequestId;
import org.rolemesh.http.ClientRequest;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;
import org.rolemesh.wire.Address;
import org.rolemesh.wire.BegunAnswer;
import org.rolemesh.wire.RequestHead;

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
    public void onLoopOf(ClientRequest client, Consumer<Context> task) {
        Context context = client == null ? clients.vertx().getOrCreateContext() : client.context();
        Continuation.onLoopOf(context, () -> task.accept(context));
    }

    /** Has an agent do something. */
    public Future<AgentAnswer> post(NodeAgent agent, String apiPath, String requestId, Context context) {
        return open("POST", agent, apiPath, requestId, context)
                .compose(answer -> AgentCall.body(answer, MAX_ANSWER_BYTES, context)
                        .map(body -> new AgentAnswer(answer.head().status(), Refusals.parsed(body))))
                .recover(failure -> refused(agent, failure));
    }

    /** Begins to read a text that has no end yet; the answer is paused. */
    public Future<BegunAnswer> follow(NodeAgent agent, String apiPath, String requestId, Context context) {
        return open("GET", agent, apiPath, requestId, context).recover(failure -> refused(agent, failure));
    }

    /** Reads a text. */
    public Future<Buffer> read(NodeAgent agent, String apiPath, String requestId, Context context) {
        return open("GET", agent, apiPath, requestId, context)
                .compose(answer -> AgentCall.body(answer, MAX_TEXT_BYTES, context))
                .recover(failure -> refused(agent, failure));
    }

    private Future<BegunAnswer> open(
            String method, NodeAgent agent, String apiPath, String requestId, Context context) {
        Address where =
                new Address(agent.url().host(), agent.url().port(), agent.url().isSecure());
        return new AgentCall(where, request(method, agent, apiPath, requestId), (ContextInternal) context)
                .open(clients.on(context), CONNECT)
                .compose(answer -> answer.head().status() / 100 == 2
                        ? Future.succeededFuture(answer)
                        : refusal(agent, answer, context));
    }

    private static Future<BegunAnswer> refusal(NodeAgent agent, BegunAnswer answer, Context context) {
        return AgentCall.body(answer, MAX_ANSWER_BYTES, context)
                .compose(body -> Future.failedFuture(
                        new RequestRejected(AgentRefusals.of(agent.nodeId(), answer.head(), body))));
    }

    private static <T> Future<T> refused(NodeAgent agent, Throwable failure) {
        return Future.failedFuture(
                failure instanceof RequestRejected
                        ? failure
                        : new RequestRejected(
                                ApiErrors.agentUnreachable(agent.nodeId(), AgentRefusals.whyUnreachable(failure))));
    }

    private static RequestHead request(String method, NodeAgent agent, String apiPath, String requestId) {
        RequestHead head = new RequestHead(
                        method, agent.url().path(apiPath), agent.url().authority())
                .with("User-Agent", "rolemesh-gateway");
        if (method.equals("POST")) {
            head.with("Content-Length", "0");
        }
        if (requestId != null) {
            head.with(RequestId.HEADER, requestId);
        }
        if (agent.key() != null) {
            head.with("Authorization", "Bearer " + agent.key().reveal());
        }
        return head;
    }
}
