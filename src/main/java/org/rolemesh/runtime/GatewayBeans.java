package org.rolemesh.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.rolemesh.access.CallListener;
import org.rolemesh.auth.KeyKind;
import org.rolemesh.auth.KeyRing;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.dashboard.ShowPage;
import org.rolemesh.dashboard.WatchLive;
import org.rolemesh.gateway.AllowedHeaders;
import org.rolemesh.gateway.AskCertificate;
import org.rolemesh.gateway.Authenticate;
import org.rolemesh.gateway.DrainNode;
import org.rolemesh.gateway.ExpireNodes;
import org.rolemesh.gateway.ListNodes;
import org.rolemesh.gateway.ModelEntries;
import org.rolemesh.gateway.NodeAnswer;
import org.rolemesh.gateway.OrderRole;
import org.rolemesh.gateway.PassSlotLog;
import org.rolemesh.gateway.ProbeSteps;
import org.rolemesh.gateway.ReadRequest;
import org.rolemesh.gateway.RegisterNode;
import org.rolemesh.gateway.ReloadFiles;
import org.rolemesh.gateway.RemoveNode;
import org.rolemesh.gateway.ShowMetrics;
import org.rolemesh.gateway.TakeHeartbeat;
import org.rolemesh.http.HttpFrontEngine;
import org.rolemesh.nodes.Moment;
import org.rolemesh.nodes.NodeAddresses;
import org.rolemesh.selection.Admission;
import org.rolemesh.upstream.NodeAgents;
import org.rolemesh.upstream.UpstreamServices;
import org.rolemesh.upstream.Witness;

/** Makes what the gateway's routes name, from a config. */
final class GatewayBeans {
    private final GatewayConfig config;
    private final GatewayCore core;
    private final Reloads reloads;
    private final CallListener listener;
    private final UpstreamServices services;

    /** For an HTTP server of ours, which tells of its requests itself. */
    GatewayBeans(GatewayConfig config, GatewayCore core, Reloads reloads) {
        this(config, core, reloads, CallListener.NONE);
    }

    /** @param listener is told of requests that come in by another HTTP server than ours */
    GatewayBeans(GatewayConfig config, GatewayCore core, Reloads reloads, CallListener listener) {
        this.config = config;
        this.core = core;
        this.reloads = reloads;
        this.listener = listener;
        this.services = new UpstreamServices(
                core.catalog(),
                core.admission(),
                core.clients(),
                core.openCalls(),
                Witness.NONE,
                core.measures(),
                config.limits().stalledReader(),
                core.blocking());
    }

    UpstreamServices services() {
        return services;
    }

    /** The gateway's routes, with all that they name. */
    RoutesContext context(Path routes, HttpFrontEngine engine) {
        return new RoutesContext(
                "rolemesh", RouteFiles.ofGateway(routes), properties(), steps(), services, engine, core.upstreamTls());
    }

    /** What the routes name in double braces. */
    Map<String, String> properties() {
        return Map.of(
                "rolemesh.probe.interval-ms",
                Long.toString(config.probe().interval().toMillis()),
                "rolemesh.probe.timeout-ms",
                Long.toString(config.probe().timeout().toMillis()));
    }

    /** Every step, and the pool of the probes, by the name that routes use for it. */
    Map<String, Object> steps() {
        KeyRing keys = new KeyRing(config.auth());
        Catalog catalog = core.catalog();
        ModelEntries entries = new ModelEntries(core.started(), config.probe().interval());
        ProbeSteps probe = new ProbeSteps(catalog);
        Map<String, Object> steps = new LinkedHashMap<>(new FrontSteps(
                        new AllowedHeaders(config.topology().requestHeaders()),
                        catalog,
                        core.admission(),
                        keys,
                        core.badKeys(),
                        core.presence(),
                        listener,
                        config.limits(),
                        entries,
                        core.faults(),
                        reloads::faults)
                .byName());
        steps.put("authenticateAny", Authenticate.byAnyKey(keys, core.badKeys()));
        steps.put(MicrometerConstants.METRICS_REGISTRY_NAME, core.metrics().registry());
        steps.put("showMetrics", new ShowMetrics(core.metrics()));
        steps.put("reloadFiles", new ReloadFiles(reloads::reload));
        steps.put("showPage", new ShowPage());
        steps.put("authenticateViewer", Authenticate.ofViewers(keys, core.badKeys()));
        steps.put("watchLive", new WatchLive(core.feed()));
        putNodeSteps(steps, keys);
        steps.put("probing", core.blocking());
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
        Catalog catalog = core.catalog();
        Admission admission = core.admission();
        NodeAnswer answer = new NodeAnswer(staleAfter);
        NodeAddresses addresses = new NodeAddresses(config.nodes().allowedCidrs());
        Authenticate byKey = new Authenticate(keys, core.badKeys(), KeyKind.NODE);
        steps.put("authenticateNode", core.nodesShowCertificates() ? new AskCertificate(byKey) : byKey);
        steps.put("readNodeRequest", ReadRequest.ofNode(config.limits()));
        steps.put("registerNode", new RegisterNode(catalog, admission, addresses, answer, Moment::now));
        steps.put("takeHeartbeat", new TakeHeartbeat(catalog, admission, answer, Moment::now));
        steps.put("listNodes", new ListNodes(catalog, admission, Moment::now));
        steps.put("drainNode", new DrainNode(catalog, true, Moment::now));
        steps.put("undrainNode", new DrainNode(catalog, false, Moment::now));
        NodeAgents agents = new NodeAgents(core.clients());
        steps.put("loadOnNode", OrderRole.load(catalog, admission, agents));
        steps.put("unloadOnNodes", OrderRole.unload(catalog, admission, agents));
        steps.put(
                "passSlotLog",
                new PassSlotLog(
                        catalog,
                        agents,
                        config.nodes().upstreamKey(),
                        core.openLogs(),
                        config.limits().stalledReader()));
        steps.put("removeNode", new RemoveNode(catalog));
        steps.put("expireNodes", new ExpireNodes(catalog, staleAfter, Moment::now));
    }
}
