package org.rolemesh.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.rolemesh.access.ClientCall;
import org.rolemesh.access.Continuation;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Snapshot;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;
import org.rolemesh.selection.Admission;
import org.rolemesh.selection.Ask;
import org.rolemesh.upstream.AgentAnswer;
import org.rolemesh.upstream.NodeAgent;
import org.rolemesh.upstream.NodeAgents;
import org.rolemesh.upstream.RoleUnavailable;
import org.rolemesh.upstream.RoleUnknown;

/**
 * Asks the agents of nodes to load a role or to unload it, and answers with what each of them said. Agents answer at once,
 * so this does not wait for a model either. {@code ?node=ID} names the node.
 */
@NonBlocking
public final class OrderRole extends AsyncProcessorSupport {
    private static final Duration RETRY_SOON = Duration.ofSeconds(2);

    private final Catalog catalog;
    private final Admission admission;
    private final NodeAgents agents;
    private final boolean load;

    private OrderRole(Catalog catalog, Admission admission, NodeAgents agents, boolean load) {
        this.catalog = catalog;
        this.admission = admission;
        this.agents = agents;
        this.load = load;
    }

    /** Where no node is named: the one that the next request would go to. */
    public static OrderRole load(Catalog catalog, Admission admission, NodeAgents agents) {
        return new OrderRole(catalog, admission, agents, true);
    }

    /** Where no node is named: all of them. */
    public static OrderRole unload(Catalog catalog, Admission admission, NodeAgents agents) {
        return new OrderRole(catalog, admission, agents, false);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Snapshot now = catalog.snapshot();
            Alias alias = alias(exchange, now);
            List<Upstream> targets = targets(alias, Incoming.query(exchange, "node"), now);
            agents.onLoopOf(Incoming.request(exchange), loop -> ask(alias, targets, exchange, loop)
                    .onFailure(exchange::setException)
                    .onComplete(ignored -> Continuation.resume(exchange, callback)));
            return false;
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private static Alias alias(Exchange exchange, Snapshot now) {
        String named = exchange.getMessage().getHeader("alias", String.class);
        Alias alias = now.byModelName(named).or(() -> now.alias(named)).orElseThrow(() -> new RoleUnknown(named));
        Authenticate.requireRole(exchange, alias);
        if (alias.upstreams().stream().anyMatch(upstream -> !upstream.isOnNode())) {
            throw new RequestRejected(ApiErrors.roleWithoutAgent(alias.modelName()));
        }
        return alias;
    }

    private List<Upstream> targets(Alias alias, String nodeId, Snapshot now) {
        if (nodeId != null) {
            return List.of(OrderedUpstreams.on(nodeId, alias, now));
        }
        List<Upstream> targets = load
                ? OrderedUpstreams.toLoad(
                        admission
                                .explain(Ask.of(alias, admission.upcomingTurn(alias), null))
                                .decision(),
                        now)
                : OrderedUpstreams.toUnload(alias, now);
        if (targets.isEmpty()) {
            throw RoleUnavailable.because(
                    alias.modelName(), now.availability(alias).reason(), RETRY_SOON);
        }
        return targets;
    }

    private Future<?> ask(Alias alias, List<Upstream> targets, Exchange exchange, Context loop) {
        ClientCall call = ClientCall.of(exchange);
        String id = call == null ? null : call.requestId();
        List<Future<AgentAnswer>> asked = targets.stream()
                .map(target -> agents.post(NodeAgent.of(target), path(target), id, loop))
                .toList();
        return Future.join(asked).otherwiseEmpty().map(ignored -> {
            answer(alias, targets, asked, exchange);
            return null;
        });
    }

    private String path(Upstream upstream) {
        String role = URLEncoder.encode(upstream.announced().role(), StandardCharsets.UTF_8);
        return "/v1/roles/" + role + (load ? "/load" : "/unload");
    }

    /** One refusal among several answers makes all of it an error, so that no program takes it for done. */
    private static void answer(
            Alias alias, List<Upstream> targets, List<Future<AgentAnswer>> asked, Exchange exchange) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ApiError refusal = asked.stream()
                .filter(Future::failed)
                .map(failed -> refusalIn(failed.cause()))
                .findFirst()
                .orElse(null);
        if (refusal != null) {
            body.set("error", errorObject(refusal));
        }
        body.put("alias", alias.name()).put("role", targets.get(0).announced().role());
        ArrayNode nodes = body.putArray("nodes");
        for (int i = 0; i < asked.size(); i++) {
            nodes.add(entry(targets.get(i).announced().nodeId(), asked.get(i)));
        }
        JsonAnswer.put(exchange, refusal == null ? status(asked) : refusal.status(), body);
        if (refusal != null) {
            note(refusal, exchange);
        }
    }

    private static void note(ApiError refusal, Exchange exchange) {
        if (refusal.retryAfter() != null) {
            exchange.getMessage().setHeader("Retry-After", refusal.retryAfterSeconds());
        }
        ClientCall call = ClientCall.of(exchange);
        if (call != null) {
            call.failedWith(refusal.code());
        }
    }

    /** 202 where it has yet to be done at one of them. */
    private static int status(List<Future<AgentAnswer>> asked) {
        return asked.stream().mapToInt(answer -> answer.result().status()).max().orElseThrow();
    }

    private static ObjectNode entry(String nodeId, Future<AgentAnswer> asked) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode().put("node_id", nodeId);
        if (asked.failed()) {
            ApiError refusal = refusalIn(asked.cause());
            entry.put("status", refusal.status()).set("error", errorObject(refusal));
        } else {
            entry.put("status", asked.result().status())
                    .put("state", asked.result().json().path("state").asText());
        }
        return entry;
    }

    private static ApiError refusalIn(Throwable failure) {
        return failure instanceof RequestRejected rejected ? rejected.error() : ApiErrors.internal();
    }

    private static ObjectNode errorObject(ApiError error) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("message", error.message())
                .put("type", error.type())
                .put("param", error.param())
                .put("code", error.code());
    }
}
