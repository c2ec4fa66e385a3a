package org.rolemesh.runtime;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.spi.Registry;
import org.rolemesh.access.CallListener;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.config.Fault;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.gateway.RoleHealth;
import org.rolemesh.http.AnswerHeaders;
import org.rolemesh.http.FrontDoor;
import org.rolemesh.http.HttpFrontEngine;
import org.rolemesh.http.ListenerTls;
import org.rolemesh.http.Listeners;
import org.rolemesh.nodes.NodeAddresses;
import org.rolemesh.tls.Credentials;
import org.rolemesh.topology.Reload;
import org.rolemesh.upstream.FirstAnswer;
import org.rolemesh.upstream.UpstreamComponent;
import org.rolemesh.upstream.UpstreamServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway in a Camel context that somebody else has made: Camel's own main, Camel JBang, Spring Boot, Quarkus. It makes what
 * the routes name and binds it by its names; the routes come as that runtime takes routes in. Without a port of its own, the
 * routes are served by the HTTP server of the runtime.
 *
 * <p>Config and routes take effect with the runtime's next start. Thread safe.
 */
public final class EmbeddedGateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedGateway.class);

    private final GatewayConfig config;
    private final EmbeddedSettings settings;
    private final Credentials tls;
    private final Optional<KeptNodes> kept;
    private final Vertx vertx = RoutesContext.vertx();
    private final ExecutorService blocking = BlockingThreads.create("rolemesh");
    private final GatewayCore core;
    private final CallListener listener;
    private final HttpFrontEngine engine;
    private final CertificateWatch certificates = new CertificateWatch();
    private final AtomicBoolean closed = new AtomicBoolean();
    private Optional<Listeners> listeners = Optional.empty();
    private int port;

    private EmbeddedGateway(
            GatewayConfig config,
            EmbeddedSettings settings,
            Credentials tls,
            Credentials upstreamTls,
            Optional<KeptNodes> kept) {
        this.config = config;
        this.settings = settings;
        this.tls = tls;
        this.kept = kept;
        this.core = GatewayCore.of(config, upstreamTls, vertx, Clock.systemUTC(), blocking, this::faults);
        this.listener = core.calls();
        this.engine = new HttpFrontEngine(blocking);
    }

    /**
     * Reads the config and takes the state folder; nothing is begun before {@link #bindTo}.
     *
     * @throws ConfigInvalid with everything that is wrong with the config
     */
    public static EmbeddedGateway create(EmbeddedSettings settings) throws Exception {
        GatewayConfig config = new ConfigLoader(System.getenv()).load(settings.config());
        if (settings.port() != null) {
            settings.refuseOpenAddress(config.auth());
        }
        settings.refuseUnusedTls(config.tls());
        Credentials tls = config.tls().read();
        Credentials upstreamTls = config.upstreamTls().read();
        Path stateDir = settings.stateDir();
        Optional<KeptNodes> kept = stateDir == null ? Optional.empty() : Optional.of(KeptNodes.open(stateDir));
        EmbeddedGateway gateway = new EmbeddedGateway(config, settings, tls, upstreamTls, kept);
        try {
            if (kept.isPresent()) {
                kept.get()
                        .restoreInto(
                                gateway.core.catalog(),
                                new NodeAddresses(config.nodes().allowedCidrs()));
            }
        } catch (Exception e) {
            gateway.close();
            throw e;
        }
        if (config.tracing().isOn()) {
            LOG.warn("tracing of the config is for the gateway's own program; here spans are the runtime's");
        }
        return gateway;
    }

    /** Binds what the routes name; comes before the context makes its routes. */
    void bindTo(CamelContext context) {
        Registry registry = context.getRegistry();
        GatewayBeans beans = new GatewayBeans(config, core, new WithNextStart(), listener);
        beans.properties().forEach(context.getPropertiesComponent()::addInitialProperty);
        beans.steps().forEach((name, bean) -> {
            // The runtime counts in a registry of its own, where it has one.
            if (!name.equals(MicrometerConstants.METRICS_REGISTRY_NAME) || registry.lookupByName(name) == null) {
                registry.bind(name, bean);
            }
        });
        registry.bindAsPrototype("firstAnswer", FirstAnswer.class, FirstAnswer::new);
        registry.bind("upstreamServices", UpstreamServices.class, beans.services());
        // Components bound by name would give way to what the runtime has found, as Quarkus does when it is built.
        context.addComponent("upstream", new UpstreamComponent(context, beans.services()));
        if (context.hasComponent("http") == null && registry.lookupByName("http-component") == null) {
            context.addComponent("http", RoutesContext.asksOnce(context, core.upstreamTls()));
        }
        if (settings.port() != null) {
            PlatformHttpComponent http = new PlatformHttpComponent(context);
            http.setEngine(engine);
            http.setHeaderFilterStrategy(new AnswerHeaders());
            context.addComponent("platform-http", http);
        }
        HealthCheckRegistry health = HealthCheckRegistry.get(context);
        if (health != null) {
            health.register(new RoleHealth(core.catalog()));
        }
    }

    /** The routes have started: opens the port, where it has one of its own. */
    void open() throws Exception {
        core.awaitFirstLook();
        certificates.add("upstream_tls", core.upstreamTls(), core.clients()::renewCertificates);
        if (settings.port() == null) {
            certificates.begin();
            LOG.info("gateway is served by the HTTP server of this runtime");
            return;
        }
        core.metrics().measureProcess();
        FrontDoor door = new FrontDoor(engine, core.presence(), listener);
        Listeners open = new Listeners(vertx, door, engine, config.limits(), ListenerTls.askingSome(tls));
        listeners = Optional.of(open);
        port = open.open(settings.host(), settings.port())
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        certificates.add("tls", tls, open::renewCertificates).begin();
        LOG.info("gateway is listening host={} port={}", settings.host(), port);
    }

    /** The port of its own that it listens on; 0 where it has none. */
    public int port() {
        return port;
    }

    /** Threads on which a request may wait for its answer: a virtual one for each, or a large pool. */
    public Executor threads() {
        return blocking;
    }

    /** What it counts and measures, for a runtime that exports it with its own. */
    public PrometheusMeterRegistry meters() {
        return core.metrics().registry();
    }

    /** Takes no more work and lets what runs finish for as long as the config allows. */
    void drain() throws InterruptedException {
        core.feed().close();
        core.openLogs().endAll();
        new Draining(core.presence(), core.openCalls()).run(config.limits().drain());
    }

    /** Cuts what is still running; a second call does nothing. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        Closing.inTurn(
                certificates::close,
                core.feed()::close,
                () -> listeners.ifPresent(open -> Closing.await(open.close())),
                core.clients()::close,
                () -> Closing.await(vertx.close()),
                blocking::shutdownNow,
                core.metrics()::close,
                () -> kept.ifPresent(KeptNodes::close));
    }

    private List<String> faults() {
        return kept.map(KeptNodes::faults).orElse(List.of());
    }

    /** The runtime has the routes, so it alone can replace them. */
    private final class WithNextStart implements Reloads {
        @Override
        public Reload reload() {
            return Reload.failed(List.of(new Fault(
                    settings.config().toString(),
                    1,
                    1,
                    "config and routes take effect with the next start of this runtime")));
        }

        @Override
        public List<Fault> faults() {
            return List.of();
        }
    }
}
