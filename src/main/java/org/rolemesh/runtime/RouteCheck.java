package org.rolemesh.runtime;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.rolemesh.config.Fault;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.http.HttpFrontEngine;

/** Finds out whether a gateway would start with these routes, by building them; nothing is started or contacted. */
public final class RouteCheck {
    private RouteCheck() {}

    /** The first fault, where there is one. */
    public static List<Fault> faults(GatewayConfig config, Path routes) {
        Vertx vertx = RoutesContext.vertx();
        ExecutorService blocking = BlockingThreads.create("check");
        RoutesContext context = new GatewayBeans(config, vertx, Clock.systemUTC(), blocking, List::of)
                .context(routes, new HttpFrontEngine(Runnable::run));
        try {
            context.build();
            return List.of();
        } catch (RuntimeException e) {
            return List.of(context.faultOf(e, routes));
        } finally {
            context.stop();
            blocking.shutdownNow();
            vertx.close();
        }
    }
}
