package org.rolemesh.runtime;

import java.nio.file.Path;
import java.util.List;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.config.Fault;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.http.HttpFrontEngine;
import org.rolemesh.topology.Contents;

/**
 * The routes of one state of the files, with the config they go by, in a Camel context of their own: another generation
 * has the same names, and neither knows of the other. A request is answered by one generation from its beginning to its
 * end.
 */
final class Generation {
    private final int number;
    private final GatewayConfig config;
    private final Contents contents;
    private final Path folder;
    private final RoutesContext context;
    private final HttpFrontEngine engine;

    private Generation(
            int number,
            GatewayConfig config,
            Contents contents,
            Path folder,
            RoutesContext context,
            HttpFrontEngine engine) {
        this.number = number;
        this.config = config;
        this.contents = contents;
        this.folder = folder;
        this.context = context;
        this.engine = engine;
    }

    /**
     * Makes every route, so that what is wrong shows, and starts none.
     *
     * @param number counts from 1, for the log
     * @param contents of the files that it is made of
     */
    static Generation build(
            int number, GatewayConfig config, Contents contents, Path folder, GatewayCore core, Reloads reloads)
            throws ConfigInvalid {
        HttpFrontEngine engine = new HttpFrontEngine(core.blocking());
        RoutesContext context = new GatewayBeans(config, core, reloads).context(folder, engine);
        Generation generation = new Generation(number, config, contents, folder, context, engine);
        generation.orFault(context::prepare);
        generation.orFault(generation.faults().ofBuilt());
        return generation;
    }

    /** Starts its routes, timers among them. */
    void start() throws ConfigInvalid {
        orFault(context::start);
    }

    int number() {
        return number;
    }

    GatewayConfig config() {
        return config;
    }

    Contents contents() {
        return contents;
    }

    HttpFrontEngine engine() {
        return engine;
    }

    /** Its timers, files and the like begin nothing more; what runs goes on, and it is still given requests. */
    void pauseSources() {
        context.pauseSources();
    }

    void resumeSources() {
        context.resumeSources();
    }

    /** It is given no more requests. */
    void retire() {
        engine.retire();
    }

    /** Whether nothing of what it has begun or was given is still under way. */
    boolean isIdle() {
        return engine.isIdle() && context.isIdle();
    }

    /** Ends it within some seconds, whatever its routes do. */
    void stop() {
        Closing.briefly("routes of generation " + number, context::stop);
    }

    private void orFault(Runnable step) throws ConfigInvalid {
        try {
            step.run();
        } catch (RuntimeException e) {
            orFault(faults().ofFailure(e));
        }
    }

    private void orFault(List<Fault> found) throws ConfigInvalid {
        if (!found.isEmpty()) {
            context.stop();
            throw new ConfigInvalid(found);
        }
    }

    private RouteFaults faults() {
        return RouteFaults.ofGateway(config, context, folder);
    }
}
