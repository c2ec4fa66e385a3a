package org.rolemesh.runtime;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.BiFunction;
import org.rolemesh.config.Fault;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.http.HttpFrontEngine;
import org.rolemesh.tls.Credentials;

/**
 * Finds out whether a gateway or a node agent would start with these routes, by building them; nothing is started or
 * contacted.
 */
public final class RouteCheck {
    /** Where an agent would keep its state. Only what runs writes there. */
    private static final Path NO_STATE = Path.of("no-state");

    private RouteCheck() {}

    /** The faults of a gateway's routes. */
    public static List<Fault> faults(GatewayConfig config, Path routes) {
        return faults((vertx, blocking) -> {
            GatewayCore core = GatewayCore.of(config, Credentials.NONE, vertx, Clock.systemUTC(), blocking, List::of);
            RoutesContext context = new GatewayBeans(config, core, Reloads.NONE).context(routes, nobody());
            return new Construction(context, context::build, RouteFaults.ofGateway(config, context, routes));
        });
    }

    /** The faults of an agent's routes, with those that it makes for each of its slots and gateways. */
    public static List<Fault> faults(NodeAgentConfig config, Path routes) {
        return faults((vertx, blocking) -> {
            AgentBeans beans = new AgentBeans(config, Credentials.NONE, NO_STATE, vertx, blocking, List::of);
            RoutesContext context = beans.context(
                    routes, nobody(), () -> config.address().url(!config.tls().isNone()));
            Runnable build = () -> {
                context.build();
                context.bind("beatAtOnce", beans.beats(context));
                beans.addTemplates(context);
            };
            return new Construction(context, build, RouteFaults.ofAgent(context, routes));
        });
    }

    private record Construction(RoutesContext context, Runnable build, RouteFaults faults) {}

    private static List<Fault> faults(BiFunction<Vertx, ExecutorService, Construction> plan) {
        Vertx vertx = RoutesContext.vertx();
        ExecutorService blocking = BlockingThreads.create("check");
        Construction construction = plan.apply(vertx, blocking);
        try {
            construction.build().run();
            return construction.faults().allOfBuilt();
        } catch (RuntimeException e) {
            return construction.faults().ofFailure(e);
        } finally {
            construction.context().stop();
            blocking.shutdownNow();
            vertx.close();
        }
    }

    private static HttpFrontEngine nobody() {
        return new HttpFrontEngine(Runnable::run);
    }
}
