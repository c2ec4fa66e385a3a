package org.rolemesh.runtime;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.rolemesh.beats.BeatAtOnce;
import org.rolemesh.config.AgentAddress;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.UpstreamUrl;
import org.rolemesh.http.FrontDoor;
import org.rolemesh.http.HttpFrontEngine;
import org.rolemesh.http.ListenerTls;
import org.rolemesh.http.Listeners;
import org.rolemesh.measuring.MeasuredCalls;
import org.rolemesh.metrics.RequestMetrics;
import org.rolemesh.process.Exit;
import org.rolemesh.process.ProcessMark;
import org.rolemesh.process.Strays;
import org.rolemesh.slots.Adoption;
import org.rolemesh.slots.LaunchBook;
import org.rolemesh.tls.Credentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running node agent. Starting and closing block. */
public final class AgentServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentServer.class);
    /** For processes to end, which are killed after some seconds where they do not. */
    private static final Duration ENDED = Duration.ofSeconds(15);

    private final NodeAgentConfig config;
    private final Credentials tls;
    private final Path routes;
    private final KeptLaunches kept;
    private final Vertx vertx = RoutesContext.vertx();
    private final ExecutorService blocking = BlockingThreads.create("blocking-route");
    private final AgentBeans beans;
    private final RoutesContext context;
    private final Listeners listeners;
    private final CertificateWatch certificates = new CertificateWatch();
    private final Draining draining;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private BeatAtOnce beats;

    private AgentServer(
            NodeAgentConfig config,
            Credentials tls,
            Credentials gatewayTls,
            Path routes,
            Path stateDir,
            KeptLaunches kept) {
        this.config = config;
        this.tls = tls;
        this.routes = routes;
        this.kept = kept;
        this.beans = new AgentBeans(config, gatewayTls, stateDir, vertx, blocking, kept::faults);
        HttpFrontEngine engine = new HttpFrontEngine(blocking);
        this.context = beans.context(routes, engine, this::url);
        FrontDoor door = new FrontDoor(
                engine,
                beans.presence(),
                new MeasuredCalls(new RequestMetrics(beans.metrics().registry())));
        beans.metrics().measureProcess();
        this.listeners = new Listeners(vertx, door, engine, beans.front().limits(), ListenerTls.askingAll(tls));
        certificates
                .add("tls", tls, listeners::renewCertificates)
                // Each beat has a connection of its own.
                .add("gateway_tls", gatewayTls, () -> {});
        this.draining = new Draining(beans.presence(), beans.openCalls());
    }

    /**
     * Takes the state folder and the processes that an earlier agent has left, starts routes, opens the port, and then
     * loads what is to be loaded.
     *
     * @param routes a folder of route files; what it does not hold comes from the jar
     * @throws ConfigInvalid where a file that it names for TLS cannot be used, among others
     * @throws org.rolemesh.state.StateLocked if another agent has the state folder
     */
    public static AgentServer start(NodeAgentConfig config, Path routes, Path stateDir) throws Exception {
        Credentials tls = config.tls().read();
        Credentials gatewayTls = config.gatewayTls().read();
        KeptLaunches kept = KeptLaunches.open(stateDir);
        AgentServer server = new AgentServer(config, tls, gatewayTls, routes, stateDir.toRealPath(), kept);
        try {
            server.open();
            return server;
        } catch (Exception e) {
            server.close();
            throw e;
        }
    }

    /** The port that it listens on. */
    public int port() {
        return port.join();
    }

    /** Requests that are being served now. */
    public int inFlight() {
        return beans.presence().inFlight();
    }

    /** Stops taking work, lets what runs finish for a while, ends every process, and closes. */
    public void drain() throws InterruptedException {
        beans.report().tell(beats);
        endRequests();
        await(beans.supervisor().endAll(), "some processes have not ended");
        close();
    }

    /** The same, but for the processes: they go on, for the next agent to take back. */
    public void leave() throws InterruptedException {
        beans.supervisor().leaveAll();
        beats.close();
        endRequests();
        LOG.info("leaving the processes to the next agent");
        close();
    }

    /** Cuts what is still running, and leaves the processes as they are; a second call does nothing. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        beans.supervisor().leaveAll();
        if (beats != null) {
            beats.close();
        }
        port.cancel(false);
        Closing.inTurn(
                certificates::close,
                () -> Closing.await(listeners.close()),
                context::stop,
                () -> Closing.await(vertx.close()),
                blocking::shutdownNow,
                beans.metrics()::close,
                beans.logs()::close,
                kept::close);
    }

    private void open() throws Exception {
        takeOver(kept.load());
        startRoutes();
        port.complete(listeners
                .open(config.address().host(), config.address().port())
                .toCompletionStage()
                .toCompletableFuture()
                .get());
        certificates.begin();
        LOG.info(
                "node agent is listening host={} port={}{}",
                config.address().host(),
                port(),
                tls.expiry().map(end -> " tls_until=" + end).orElse(""));
        beans.supervisor().begin();
        beats.tellAll();
    }

    /** Before anything is launched: what is to end may hold the memory of a card. */
    private void takeOver(LaunchBook book) throws IOException, InterruptedException {
        List<LaunchBook.Entry> adopted = Adoption.kept(book, config);
        beans.supervisor().onChange((before, after) -> kept.changed(before, after, beans.supervisor()::board));
        adopted.forEach(beans.launchSteps()::adopt);
        Set<ProcessMark> wanted =
                adopted.stream().map(LaunchBook.Entry::process).collect(Collectors.toSet());
        List<CompletableFuture<Exit>> ending = new ArrayList<>();
        for (ProcessMark mark : Strays.withArgument(beans.launches()::isOurs)) {
            if (!wanted.contains(mark)) {
                LOG.info("ending a process that an earlier agent has left and nobody wants pid={}", mark.pid());
                ending.add(beans.children().endStray(mark));
            }
        }
        await(CompletableFuture.allOf(ending.toArray(CompletableFuture[]::new)), "some of them have not ended");
        beans.launches().keepOnly(adopted);
    }

    private void startRoutes() throws ConfigInvalid {
        try {
            context.start();
            beans.hands().use(context.template());
            beats = beans.beats(context);
            context.bind("beatAtOnce", beats);
            beans.connect(beats);
            beans.addTemplates(context);
        } catch (RuntimeException e) {
            throw new ConfigInvalid(List.of(context.faultOf(e, routes)));
        }
    }

    private void endRequests() throws InterruptedException {
        beans.followLog().endAll();
        draining.run(beans.front().limits().drain());
    }

    /** A beat may be due before the port is open: it waits for that. */
    private UpstreamUrl url() {
        return new AgentAddress(
                        config.address().host(), port(), config.address().advertised())
                .url(!tls.isNone());
    }

    private static void await(CompletableFuture<?> ended, String otherwise) throws InterruptedException {
        try {
            ended.get(ENDED.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.error("{} within_s={}", otherwise, ENDED.toSeconds());
        } catch (ExecutionException e) {
            LOG.error("{}", otherwise, e.getCause());
        }
    }
}
