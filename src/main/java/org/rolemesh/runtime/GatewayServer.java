package org.rolemesh.runtime;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rolemesh.access.CallListener;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.http.FrontDoor;
import org.rolemesh.http.HttpFrontEngine;
import org.rolemesh.http.ListenerTls;
import org.rolemesh.http.Listeners;
import org.rolemesh.nodes.NodeAddresses;
import org.rolemesh.state.StateLocked;
import org.rolemesh.state.StateUnusable;
import org.rolemesh.tls.Credentials;
import org.rolemesh.topology.WatchedFiles;
import org.rolemesh.tracing.TracedCalls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running gateway. Starting and closing block; everything between happens on event loops. */
public final class GatewayServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);

    private final GatewayConfig config;
    private final Credentials tls;
    private final StartOptions options;
    private final Vertx vertx;
    private final ExecutorService blocking = BlockingThreads.create("blocking-route");
    private final GatewayCore core;
    private final WatchedFiles files;
    private final Generations generations;
    private final FileWatch watch;
    private final CertificateWatch certificates = new CertificateWatch();
    private final Draining draining;
    private final AtomicBoolean closed = new AtomicBoolean();
    private Optional<Listeners> listeners = Optional.empty();
    private Optional<KeptNodes> kept = Optional.empty();
    private Optional<TracedCalls> spans = Optional.empty();
    private int port;

    private GatewayServer(GatewayConfig config, Credentials tls, Credentials upstreamTls, StartOptions options) {
        this.config = config;
        this.tls = tls;
        this.options = options;
        this.vertx = RoutesContext.vertx();
        this.core = GatewayCore.of(config, upstreamTls, vertx, Clock.systemUTC(), blocking, this::faults);
        core.metrics().measureProcess();
        StartOptions.Source source = options.source();
        this.files = new WatchedFiles(
                source == null ? null : source.file(),
                options.routes(),
                () -> RouteFiles.ownOfGateway(options.routes()));
        this.generations =
                new Generations(core, source == null ? () -> config : source.reader(), options.routes(), files);
        this.watch = new FileWatch(files, generations);
        this.draining = new Draining(core.presence(), core.openCalls());
    }

    /**
     * Takes the state folder, starts routes and probes, then opens the port: from then on the list of models is true.
     *
     * @throws org.rolemesh.config.ConfigInvalid where a file that it names for TLS cannot be used, among others
     * @throws org.rolemesh.state.StateLocked if another process has the state folder
     */
    public static GatewayServer start(GatewayConfig config, StartOptions options) throws Exception {
        GatewayServer server = new GatewayServer(
                config, config.tls().read(), config.upstreamTls().read(), options);
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
        return port;
    }

    /** Puts config and routes in effect as they are on disk; what is wrong with them is logged, and changes nothing. */
    public void reload() {
        generations.reload();
    }

    /** Requests that are being served. */
    public int inFlight() {
        return core.presence().inFlight();
    }

    /**
     * Stops taking work, lets what runs finish for as long as the config allows, ends what is left with an error event,
     * and closes.
     */
    public void drain() throws InterruptedException {
        core.feed().close();
        core.openLogs().endAll();
        draining.run(config.limits().drain());
        close();
    }

    /** Cuts what is still running; a second call does nothing. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        Closing.inTurn(
                watch::close,
                certificates::close,
                core.feed()::close,
                () -> listeners.ifPresent(open -> Closing.await(open.close())),
                generations::stop,
                () -> Closing.await(vertx.close()),
                blocking::shutdownNow,
                core.metrics()::close,
                () -> spans.ifPresent(TracedCalls::close),
                () -> kept.ifPresent(KeptNodes::close));
    }

    private static Optional<KeptNodes> keptIn(Path stateDir) throws StateLocked, StateUnusable {
        return stateDir == null ? Optional.empty() : Optional.of(KeptNodes.open(stateDir));
    }

    private List<String> faults() {
        return kept.map(KeptNodes::faults).orElse(List.of());
    }

    private void open() throws Exception {
        // Before anything that could ask for faults, so no other thread sees it change.
        kept = keptIn(options.stateDir());
        if (kept.isPresent()) {
            kept.get()
                    .restoreInto(
                            core.catalog(), new NodeAddresses(config.nodes().allowedCidrs()));
        }
        HttpFrontEngine engine = generations.begin(config);
        core.awaitFirstLook();
        FrontDoor door = new FrontDoor(engine, core.presence(), listener());
        Listeners open = new Listeners(vertx, door, engine, config.limits(), ListenerTls.askingSome(tls));
        listeners = Optional.of(open);
        port = open.open(options.host(), options.port())
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        generations.leadBy(door);
        watch.begin();
        certificates
                .add("tls", tls, open::renewCertificates)
                .add("upstream_tls", core.upstreamTls(), core.clients()::renewCertificates)
                .begin();
        LOG.info(
                "gateway is listening host={} port={}{}",
                options.host(),
                port,
                tls.expiry().map(end -> " tls_until=" + end).orElse(""));
    }

    /** What hears of requests; without an address to send spans to, nothing of OpenTelemetry is loaded. */
    private CallListener listener() {
        CallListener measured = core.calls();
        if (!config.tracing().isOn()) {
            return measured;
        }
        TracedCalls traced = new TracedCalls(measured, config.tracing().otlpEndpoint());
        spans = Optional.of(traced);
        LOG.info("spans are sent endpoint={}", config.tracing().otlpEndpoint());
        return traced;
    }
}
