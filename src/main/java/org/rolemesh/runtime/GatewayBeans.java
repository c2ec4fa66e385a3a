package org.rolemesh.runtime;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.rolemesh.auth.KeyKind;
import org.rolemesh.auth.KeyRing;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Roster;
import org.rolemesh.catalog.Thresholds;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.gateway.Authenticate;
import org.rolemesh.gateway.DrainNode;
import org.rolemesh.gateway.ExpireNodes;
import org.rolemesh.gateway.ListNodes;
import org.rolemesh.gateway.ModelEntries;
import org.rolemesh.gateway.NodeAnswer;
import org.rolemesh.gateway.ProbeSteps;
import org.rolemesh.gateway.ReadRequest;
import org.rolemesh.gateway.RegisterNode;
import org.rolemesh.gateway.RemoveNode;
import org.rolemesh.gateway.TakeHeartbeat;
import org.rolemesh.http.HttpFrontEngine;
import org.rolemesh.http.Presence;
import org.rolemesh.nodes.Moment;
import org.rolemesh.nodes.NodeAddresses;
import org.rolemesh.nodes.NodeChanges;
import org.rolemesh.selection.Admission;
import org.rolemesh.upstream.OpenCalls;
import org.rolemesh.upstream.UpstreamClients;
import org.rolemesh.upstream.UpstreamServices;
import org.rolemesh.upstream.Witness;

/** Makes what the gateway's routes name, from a config. */
final class GatewayBeans {
    private final GatewayConfig config;
    private final Catalog catalog;
    private final Admission admission;
    private final Presence presence = new Presence();
    private final OpenCalls openCalls = new OpenCalls();
    private final UpstreamServices services;
    private final Clock clock;
    private final ExecutorService blocking;
    private final Supplier<List<String>> faults;

    /**
     * @param blocking for work of the routes that may block
     * @param faults of the gateway itself, for its readiness
     */
    GatewayBeans(
            GatewayConfig config, Vertx vertx, Clock clock, ExecutorService blocking, Supplier<List<String>> faults) {
        this.config = config;
        this.blocking = blocking;
        this.faults = faults;
        this.clock = clock;
        this.catalog = new Catalog(
                new Roster(config, clock.instant()),
                new Thresholds(config.probe().upAfter(), config.probe().downAfter()),
                Moment::now);
        catalog.onNodesChange(NodeChanges::log);
        this.admission = Admission.of(catalog);
        this.services = new UpstreamServices(
                catalog,
                admission,
                new UpstreamClients(vertx),
                openCalls,
                Witness.NONE,
                config.limits().stalledReader(),
                blocking);
    }

    Catalog catalog() {
        return catalog;
    }

    Presence presence() {
        return presence;
    }

    OpenCalls openCalls() {
        return openCalls;
    }

    UpstreamServices services() {
        return services;
    }

    /** The gateway's routes, with all that they name. */
    RoutesContext context(Path routes, HttpFrontEngine engine) {
        Map<String, String> properties = Map.of(
                "rolemesh.probe.interval-ms",
                Long.toString(config.probe().interval().toMillis()),
                "rolemesh.probe.timeout-ms",
                Long.toString(config.probe().timeout().toMillis()));
        return new RoutesContext("rolemesh", RouteFiles.ofGateway(routes), properties, steps(), services, engine);
    }

    /** Every step, and the pool of the probes, by the name that routes use for it. */
    Map<String, Object> steps() {
        KeyRing keys = new KeyRing(config.auth());
        ModelEntries entries = new ModelEntries(clock.instant(), config.probe().interval());
        ProbeSteps probe = new ProbeSteps(catalog);
        Map<String, Object> steps = new LinkedHashMap<>(
                new FrontSteps(catalog, admission, keys, presence, config.limits(), entries, faults).byName());
        putNodeSteps(steps, keys);
        steps.put("probing", blocking);
        steps.put("listUpstreams", probe.listUpstreams());
        steps.put("aimAtHealth", probe.aimAtHealth());
        steps.put("noteHealth", probe.noteHealth());
        steps.put("aimAtModels", probe.aimAtModels());
        steps.put("noteModels", probe.noteModels());
        steps.put("noteFailure", probe.noteFailure());
        return steps;
    }

    private void putNodeSteps(Map<String, Object> steps, KeyRing keys) {
        Duration staleAfter = config.nodes().staleAfter();
        NodeAnswer answer = new NodeAnswer(staleAfter);
        NodeAddresses addresses = new NodeAddresses(config.nodes().allowedCidrs());
        steps.put("authenticateNode", new Authenticate(keys, KeyKind.NODE));
        steps.put("readNodeRequest", ReadRequest.ofNode(config.limits()));
        steps.put("registerNode", new RegisterNode(catalog, admission, addresses, answer, Moment::now));
        steps.put("takeHeartbeat", new TakeHeartbeat(catalog, admission, answer, Moment::now));
        steps.put("listNodes", new ListNodes(catalog, admission, Moment::now));
        steps.put("drainNode", new DrainNode(catalog, true, Moment::now));
        steps.put("undrainNode", new DrainNode(catalog, false, Moment::now));
        steps.put("removeNode", new RemoveNode(catalog));
        steps.put("expireNodes", new ExpireNodes(catalog, staleAfter, Moment::now));
    }
}
