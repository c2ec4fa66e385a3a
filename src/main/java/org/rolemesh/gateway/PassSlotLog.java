package org.rolemesh.gateway;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.rolemesh.access.ClientCall;
import org.rolemesh.access.Continuation;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.config.NameRule;
import org.rolemesh.config.Secret;
import org.rolemesh.http.ClientRequest;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.nodes.Node;
import org.rolemesh.nodes.NodeStatus;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;
import org.rolemesh.upstream.NodeAgent;
import org.rolemesh.upstream.NodeAgents;

/** Answers with the log of a slot as its agent has it: the last {@code lines}, and with {@code follow=1} what comes. */
@NonBlocking
public final class PassSlotLog extends AsyncProcessorSupport {
    private final Catalog catalog;
    private final NodeAgents agents;
    private final Secret usualKey;
    private final OpenLogs openLogs;
    private final Duration stalledReader;

    /**
     * @param usualKey shown to nodes that want no key of their own; null: none
     * @param stalledReader how long a client may take nothing before it is given up
     */
    public PassSlotLog(Catalog catalog, NodeAgents agents, Secret usualKey, OpenLogs openLogs, Duration stalledReader) {
        this.catalog = catalog;
        this.agents = agents;
        this.usualKey = usualKey;
        this.openLogs = openLogs;
        this.stalledReader = stalledReader;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Node node = nodeOf(exchange);
            String path = path(exchange);
            ClientRequest client = Incoming.request(exchange);
            agents.onLoopOf(client, loop -> {
                Future<?> answered = isFollowed(exchange)
                        ? follow(node, path + "&follow=1", client, exchange, loop)
                        : read(node, path, exchange, loop);
                answered.onFailure(exchange::setException)
                        .onComplete(ignored -> Continuation.resume(exchange, callback));
            });
            return false;
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private Node nodeOf(Exchange exchange) {
        String id = exchange.getMessage().getHeader("id", String.class);
        return catalog.snapshot().nodes().find(id).orElseThrow(() -> new RequestRejected(ApiErrors.nodeUnknown(id)));
    }

    private NodeAgent agentOf(Node node) {
        return new NodeAgent(node.id(), node.url(), node.key() == null ? usualKey : node.key());
    }

    private static String path(Exchange exchange) {
        String slot = exchange.getMessage().getHeader("slot", String.class);
        if (!NameRule.SLOT.allows(slot)) {
            throw new RequestRejected(ApiErrors.notFound());
        }
        String lines = Incoming.query(exchange, "lines");
        if (lines == null) {
            lines = "100";
        } else if (!lines.matches("\\d{1,6}")) {
            throw new RequestRejected(ApiErrors.invalidValue("lines", "it must be a whole number."));
        }
        return "/v1/slots/" + slot + "/logs?lines=" + lines;
    }

    /** On another server than ours nothing can be sent before all of it is there. */
    private static boolean isFollowed(Exchange exchange) {
        ClientRequest client = Incoming.request(exchange);
        String follow = Incoming.query(exchange, "follow");
        return client != null
                && client.method().equals("GET")
                && follow != null
                && !follow.equals("0")
                && !follow.equals("false");
    }

    private Future<?> read(Node node, String path, Exchange exchange, Context loop) {
        return agents.read(agentOf(node), path, idOf(exchange), loop).map(text -> {
            TextAnswer.put(exchange, text.toString(StandardCharsets.UTF_8));
            return null;
        });
    }

    private Future<?> follow(Node node, String path, ClientRequest client, Exchange exchange, Context loop) {
        return agents.follow(agentOf(node), path, idOf(exchange), loop).compose(log -> {
            ClientCall call = ClientCall.of(exchange);
            LogPipe pipe =
                    new LogPipe(log.connection(), client.answer(), call, stalledReader, () -> isHeardOf(node.id()));
            exchange.getMessage().setBody(null);
            return pipe.run(loop, openLogs);
        });
    }

    private boolean isHeardOf(String nodeId) {
        return catalog.snapshot()
                .nodes()
                .find(nodeId)
                .filter(node -> node.status() != NodeStatus.STALE)
                .isPresent();
    }

    private static String idOf(Exchange exchange) {
        ClientCall call = ClientCall.of(exchange);
        return call == null ? null : call.requestId();
    }
}
