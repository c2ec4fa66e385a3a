package org.rolemesh.runtime;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.rolemesh.access.CallListener;
import org.rolemesh.agent.AdmissionUsage;
import org.rolemesh.agent.AskForRole;
import org.rolemesh.agent.BriefCommand;
import org.rolemesh.agent.Children;
import org.rolemesh.agent.FigureSteps;
import org.rolemesh.agent.Figures;
import org.rolemesh.agent.FixedBinding;
import org.rolemesh.agent.FollowLog;
import org.rolemesh.agent.GpuMemory;
import org.rolemesh.agent.GpuSteps;
import org.rolemesh.agent.Gpus;
import org.rolemesh.agent.HealthWatch;
import org.rolemesh.agent.LaunchSteps;
import org.rolemesh.agent.ReadinessSteps;
import org.rolemesh.agent.RoleControl;
import org.rolemesh.agent.RouteHands;
import org.rolemesh.agent.ShowInventory;
import org.rolemesh.agent.SlotCatalog;
import org.rolemesh.agent.SlotLogs;
import org.rolemesh.agent.SlotSteps;
import org.rolemesh.agent.SlotsJson;
import org.rolemesh.auth.BadKeys;
import org.rolemesh.auth.KeyRing;
import org.rolemesh.beats.BeatAtOnce;
import org.rolemesh.beats.BeatTimes;
import org.rolemesh.beats.ComposeBeat;
import org.rolemesh.beats.ComposeRegistration;
import org.rolemesh.beats.LastBeat;
import org.rolemesh.beats.NodeIdentity;
import org.rolemesh.beats.NodeReport;
import org.rolemesh.beats.NoteBeat;
import org.rolemesh.beats.NoteRegistration;
import org.rolemesh.beats.NoteSilence;
import org.rolemesh.beats.RecallGateway;
import org.rolemesh.beats.ToldGateway;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Roster;
import org.rolemesh.catalog.Thresholds;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.catalog.WhenCold;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.SlotConfig;
import org.rolemesh.config.UpstreamUrl;
import org.rolemesh.gateway.AllowedHeaders;
import org.rolemesh.gateway.Authenticate;
import org.rolemesh.gateway.ModelEntries;
import org.rolemesh.gateway.ShowMetrics;
import org.rolemesh.http.HttpFrontEngine;
import org.rolemesh.http.Presence;
import org.rolemesh.measuring.AliasGauges;
import org.rolemesh.measuring.HardwareGauges;
import org.rolemesh.measuring.MeasuredUpstreams;
import org.rolemesh.metrics.Metrics;
import org.rolemesh.nodes.Moment;
import org.rolemesh.nodes.Node;
import org.rolemesh.nodes.NodeStatus;
import org.rolemesh.process.Launcher;
import org.rolemesh.selection.Admission;
import org.rolemesh.slots.Board;
import org.rolemesh.slots.Launches;
import org.rolemesh.slots.Planner;
import org.rolemesh.slots.RoleOffers;
import org.rolemesh.slots.Supervisor;
import org.rolemesh.tls.Credentials;
import org.rolemesh.upstream.OpenCalls;
import org.rolemesh.upstream.UpstreamClients;
import org.rolemesh.upstream.UpstreamServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what the node agent's routes name, from a config. */
final class AgentBeans {
    private static final Logger LOG = LoggerFactory.getLogger(AgentBeans.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final NodeAgentConfig config;
    private final Credentials gatewayTls;
    private final GatewayConfig front;
    private final ExecutorService blocking;
    private final Supplier<List<String>> faults;
    private final BadKeys badKeys = new BadKeys(System::nanoTime);
    private final Presence presence = new Presence();
    private final OpenCalls openCalls = new OpenCalls();
    private final Metrics metrics = new Metrics();
    private final RouteHands hands = new RouteHands();
    private final Gpus gpus = new Gpus();
    private final Figures figures = new Figures();
    private final Catalog catalog;
    private final Admission admission;
    private final AdmissionUsage usage;
    private final Supervisor supervisor;
    private final RoleOffers offers;
    private final SlotsJson json;
    private final Launches launches;
    private final SlotLogs logs;
    private final Children children;
    private final LaunchSteps launchSteps;
    private final FollowLog followLog;
    private final HealthWatch healthWatch;
    private final UpstreamServices services;
    private final LastBeat report;
    private final List<ToldGateway> gateways;

    /**
     * @param gatewayTls for gateways whose URL begins with https
     * @param stateDir for keys and logs; real, since processes are known by it
     * @param faults of the agent itself, for its readiness
     */
    AgentBeans(
            NodeAgentConfig config,
            Credentials gatewayTls,
            Path stateDir,
            Vertx vertx,
            ExecutorService blocking,
            Supplier<List<String>> faults) {
        this.config = config;
        this.gatewayTls = gatewayTls;
        this.front = AgentFront.of(config);
        this.blocking = blocking;
        this.faults = faults;
        this.catalog = new Catalog(
                new Roster(front, Clock.systemUTC().instant(), WhenCold.WAIT), new Thresholds(1, 1), Moment::now);
        this.admission = Admission.of(catalog);
        this.usage = new AdmissionUsage(catalog, admission);
        this.supervisor = new Supervisor(config, hands, usage, Moment::now, () -> ThreadLocalRandom.current()
                .nextDouble());
        this.offers = new RoleOffers(config);
        this.json = new SlotsJson(offers, gpus, figures);
        this.launches = new Launches(config, new GpuMemory(gpus), stateDir);
        this.logs = new SlotLogs(stateDir, config.slots().keySet());
        this.children = new Children(new Launcher(), logs);
        this.launchSteps = new LaunchSteps(config, supervisor, launches, children, logs);
        this.followLog = new FollowLog(logs);
        this.healthWatch =
                new HealthWatch(supervisor, figures, config.llamaServer().wedgedAfter(), Moment::now);
        this.services = new UpstreamServices(
                catalog,
                admission,
                new UpstreamClients(vertx),
                openCalls,
                healthWatch,
                new MeasuredUpstreams(metrics.registry()),
                front.limits().stalledReader(),
                blocking);
        this.report = new LastBeat(this::reportNow);
        this.gateways = ToldGateway.of(config.gateways());
        showGauges();
    }

    private void showGauges() {
        AliasGauges.show(metrics, catalog, admission);
        HardwareGauges.show(metrics, () -> Map.of(config.nodeId(), json.hardware(supervisor.board())));
        metrics.showInFlight(presence::inFlight);
        metrics.gauge(
                "rolemesh_gateway_listens",
                "1 while a gateway takes what this node tells it, 0 while it does not",
                List.of("gateway"),
                rows -> gateways.forEach(gateway ->
                        rows.add(gateway.listens() ? 1 : 0, gateway.link().url().toString())));
    }

    Metrics metrics() {
        return metrics;
    }

    Supervisor supervisor() {
        return supervisor;
    }

    Launches launches() {
        return launches;
    }

    LaunchSteps launchSteps() {
        return launchSteps;
    }

    Children children() {
        return children;
    }

    SlotLogs logs() {
        return logs;
    }

    FollowLog followLog() {
        return followLog;
    }

    RouteHands hands() {
        return hands;
    }

    Presence presence() {
        return presence;
    }

    OpenCalls openCalls() {
        return openCalls;
    }

    LastBeat report() {
        return report;
    }

    GatewayConfig front() {
        return front;
    }

    UpstreamServices services() {
        return services;
    }

    /** The agent's routes, with all that they name but {@code beatAtOnce}. */
    RoutesContext context(Path routes, HttpFrontEngine engine, Supplier<UpstreamUrl> baseUrl) {
        RoutesContext context = new RoutesContext(
                "rolemesh-node", RouteFiles.ofAgent(routes), Map.of(), steps(baseUrl), services, engine, gatewayTls);
        context.expect("beatAtOnce");
        return context;
    }

    /** Makes the routes of each slot and of each gateway. */
    void addTemplates(RoutesContext context) {
        for (String slot : config.slots().keySet()) {
            for (String template : List.of("launch", "end", "readiness", "figures", "idle-unload", "slot-log")) {
                context.add(template, Map.of("slot", slot));
            }
        }
        BeatTimes times = new BeatTimes(config.heartbeat(), ThreadLocalRandom.current());
        for (ToldGateway gateway : gateways) {
            context.add("beat-gateway", Map.of("gateway", gateway.name()));
            context.add(
                    "beat",
                    Map.of(
                            "gateway", gateway.name(),
                            "period", times.periodMillis(),
                            "first-delay", times.firstDelayMillis()));
        }
    }

    BeatAtOnce beats(RoutesContext context) {
        return new BeatAtOnce(gateways, context.template(), blocking);
    }

    /** From now on the catalog shows the board, and gateways are told at once what concerns them. */
    void connect(BeatAtOnce beats) {
        SlotCatalog slots = new SlotCatalog(catalog, offers, Moment::now);
        supervisor.onChange((before, after) -> {
            slots.show(after);
            if (!offers.of(before).equals(offers.of(after))) {
                beats.tellAll();
            }
        });
        admission.onIdle(upstreamId -> elsewhere(() -> idle(upstreamId)));
        catalog.onNodesChange((before, after) -> after.forEachChangeSince(before, this::replaceWhereUnreachable));
    }

    /** Whoever waits for the slot may have it once it has stayed idle for a moment. */
    private void idle(String upstreamId) {
        supervisor.idle(Upstream.Announced.of(upstreamId).nodeId());
        CompletableFuture.delayedExecutor(Planner.LINGER.toMillis(), TimeUnit.MILLISECONDS, this::elsewhere)
                .execute(supervisor::tick);
    }

    private void replaceWhereUnreachable(Node before, Node after) {
        if (after != null && after.status() == NodeStatus.SUSPECT) {
            elsewhere(() -> healthWatch.unreachable(after.id()));
        }
    }

    /** Whoever tells may hold a lock of its own. */
    private void elsewhere(Runnable task) {
        try {
            blocking.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the agent has closed, the slot is left as it is");
        }
    }

    private NodeReport reportNow() {
        Board board = supervisor.board();
        return new NodeReport(json.told(board), json.hardware(board));
    }

    Map<String, Object> steps(Supplier<UpstreamUrl> baseUrl) {
        ModelEntries entries = new ModelEntries(Clock.systemUTC().instant(), RETRY_AFTER);
        KeyRing keys = new KeyRing(front.auth());
        Map<String, Object> steps = new LinkedHashMap<>(new FrontSteps(
                        AllowedHeaders.NONE,
                        catalog,
                        admission,
                        keys,
                        badKeys,
                        presence,
                        CallListener.NONE,
                        front.limits(),
                        entries,
                        faults,
                        List::of)
                .byName());
        steps.put("authenticateAny", Authenticate.byAnyKey(keys, badKeys));
        steps.put("showMetrics", new ShowMetrics(metrics));
        steps.put(MicrometerConstants.METRICS_REGISTRY_NAME, metrics.registry());
        steps.put("askForRole", new AskForRole(supervisor));
        steps.put("showInventory", new ShowInventory(config.nodeId(), supervisor, json));
        steps.put("followLog", followLog);
        steps.putAll(new RoleControl(catalog, supervisor, launches, offers).byName());
        steps.putAll(new SlotSteps(supervisor, logs).byName());
        steps.putAll(launchSteps.byName());
        steps.putAll(new ReadinessSteps(supervisor, launches, logs).byName());
        steps.putAll(new FigureSteps(supervisor, usage, figures, healthWatch).byName());
        steps.putAll(new GpuSteps(
                        config.slots().values().stream().map(SlotConfig::device).toList(), gpus)
                .byName());
        steps.put("briefCommand", new BriefCommand(System.getenv()));
        steps.put("fixedBinding", new FixedBinding());
        putBeatSteps(steps, new NodeIdentity(config.nodeId(), config.labels(), baseUrl, System.currentTimeMillis()));
        return steps;
    }

    private void putBeatSteps(Map<String, Object> steps, NodeIdentity node) {
        steps.put("recallGateway", new RecallGateway(gateways));
        steps.put("composeBeat", new ComposeBeat(node, report));
        steps.put("noteBeat", new NoteBeat());
        steps.put("composeRegistration", new ComposeRegistration(node, report));
        steps.put("noteRegistration", new NoteRegistration(node, config.heartbeat()));
        steps.put("noteSilence", new NoteSilence());
    }
}
