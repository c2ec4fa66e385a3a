package org.rolemesh.runtime;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.rolemesh.access.CallListener;
import org.rolemesh.auth.BadKeys;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Roster;
import org.rolemesh.catalog.Thresholds;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.dashboard.LiveFeed;
import org.rolemesh.dashboard.Paces;
import org.rolemesh.dashboard.RecentCalls;
import org.rolemesh.gateway.OpenLogs;
import org.rolemesh.http.Presence;
import org.rolemesh.measuring.AliasGauges;
import org.rolemesh.measuring.MeasuredCalls;
import org.rolemesh.measuring.MeasuredUpstreams;
import org.rolemesh.measuring.NodeGauges;
import org.rolemesh.metrics.Metrics;
import org.rolemesh.metrics.RequestMetrics;
import org.rolemesh.nodes.Moment;
import org.rolemesh.nodes.NodeChanges;
import org.rolemesh.selection.Admission;
import org.rolemesh.tls.Credentials;
import org.rolemesh.upstream.Measures;
import org.rolemesh.upstream.OpenCalls;
import org.rolemesh.upstream.UpstreamClients;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a gateway has for as long as it runs, whichever config and routes are in effect: what it knows, who waits, its
 * connections.
 *
 * @param upstreamTls for whom it calls by https
 * @param nodesShowCertificates whether the listener asks for them
 * @param blocking for work of the routes that may block
 * @param faults of the gateway itself, for its readiness
 */
record GatewayCore(
        Catalog catalog,
        Admission admission,
        BadKeys badKeys,
        Presence presence,
        OpenCalls openCalls,
        OpenLogs openLogs,
        UpstreamClients clients,
        Credentials upstreamTls,
        boolean nodesShowCertificates,
        Metrics metrics,
        Measures measures,
        RecentCalls recentCalls,
        LiveFeed feed,
        Instant started,
        ExecutorService blocking,
        Supplier<List<String>> faults) {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayCore.class);
    private static final long FIRST_LOOK_MS = 1_500;

    static GatewayCore of(
            GatewayConfig config,
            Credentials upstreamTls,
            Vertx vertx,
            Clock clock,
            ExecutorService blocking,
            Supplier<List<String>> faults) {
        Catalog catalog = new Catalog(new Roster(config, clock.instant()), thresholds(config), Moment::now);
        catalog.onNodesChange(NodeChanges::log);
        Admission admission = Admission.of(catalog);
        Presence presence = new Presence();
        Metrics metrics = new Metrics();
        AliasGauges.show(metrics, catalog, admission);
        NodeGauges.show(metrics, catalog);
        metrics.showInFlight(presence::inFlight);
        Paces paces = new Paces();
        RecentCalls recentCalls = new RecentCalls();
        OpenCalls openCalls = new OpenCalls();
        return new GatewayCore(
                catalog,
                admission,
                new BadKeys(System::nanoTime),
                presence,
                openCalls,
                new OpenLogs(),
                new UpstreamClients(vertx, upstreamTls),
                upstreamTls,
                config.tls().ca() != null,
                metrics,
                new MeasuredUpstreams(metrics.registry(), paces::answered),
                recentCalls,
                new LiveFeed(catalog::snapshot, admission, openCalls, recentCalls, paces),
                clock.instant(),
                blocking,
                faults);
    }

    /** What hears of each request that is over. */
    CallListener calls() {
        return new MeasuredCalls(new RequestMetrics(metrics.registry())).and(recentCalls);
    }

    /** So that the list of models is true from the first request on; no longer than backends are worth waiting for. */
    void awaitFirstLook() throws InterruptedException {
        if (!catalog.awaitFirstLook(FIRST_LOOK_MS)) {
            LOG.info("some backends have not been probed yet; they are listed when they answer");
        }
    }

    static Thresholds thresholds(GatewayConfig config) {
        return new Thresholds(config.probe().upAfter(), config.probe().downAfter());
    }
}
