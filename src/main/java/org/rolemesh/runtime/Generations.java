package org.rolemesh.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.rolemesh.catalog.Roster;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.config.Fault;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.http.FrontDoor;
import org.rolemesh.http.HttpFrontEngine;
import org.rolemesh.metrics.ReloadMetrics;
import org.rolemesh.topology.Changes;
import org.rolemesh.topology.Contents;
import org.rolemesh.topology.Reload;
import org.rolemesh.topology.WatchedFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts config and routes in effect as they are on disk: builds the new generation beside the old one, switches, and lets
 * the old one end at its own pace. What is wrong leaves everything as it is. Thread safe; one reload at a time.
 */
final class Generations implements Reloads {
    private static final Logger LOG = LoggerFactory.getLogger(Generations.class);

    private final GatewayCore core;
    private final StartOptions.Reader config;
    private final Path folder;
    private final WatchedFiles files;
    private final ReloadMetrics metrics;
    private FrontDoor door;
    private Generation current;
    private final List<Generation> retired = new CopyOnWriteArrayList<>();
    private Contents refused = Contents.NONE;
    private volatile List<Fault> faults = List.of();

    /**
     * Looks at nothing and starts nothing yet.
     *
     * @param config reads it again
     */
    Generations(GatewayCore core, StartOptions.Reader config, Path folder, WatchedFiles files) {
        this.core = core;
        this.config = config;
        this.folder = folder;
        this.files = files;
        this.metrics = new ReloadMetrics(core.metrics().registry(), () -> faults.isEmpty(), () -> 1 + retired.size());
    }

    /** Starts the first generation, and gives the engine that answers by it. */
    synchronized HttpFrontEngine begin(GatewayConfig first) throws ConfigInvalid, IOException {
        current = Generation.build(1, first, files.look(), folder, core, this);
        current.start();
        return current.engine();
    }

    /** From now on other generations can take the place of the first, behind this door. */
    synchronized void leadBy(FrontDoor front) {
        door = front;
    }

    @Override
    public List<Fault> faults() {
        return faults;
    }

    /** Puts in effect what is there, unless it is what was found to be at fault before. */
    synchronized void reloadIfChanged(Contents seen) {
        if (seen.equals(current.contents())) {
            noteThatAllIsInEffect();
        } else if (!seen.equals(refused)) {
            reload(seen);
        }
    }

    @Override
    public synchronized Reload reload() {
        try {
            Contents seen = files.look();
            if (!seen.equals(current.contents())) {
                return reload(seen);
            }
            noteThatAllIsInEffect();
            return Reload.NOTHING_NEW;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void noteThatAllIsInEffect() {
        if (!faults.isEmpty()) {
            LOG.info("the files are again as they are in effect");
            forgetFaults();
        }
    }

    /** Should the same come back, it is a fault anew. */
    private void forgetFaults() {
        faults = List.of();
        refused = Contents.NONE;
    }

    private Reload reload(Contents seen) {
        try {
            GatewayConfig read = config.read();
            Generation next = Generation.build(current.number() + 1, read, seen, folder, core, this);
            Changes changes =
                    Changes.between(current.config(), read, files.routesIn(seen.changedSince(current.contents())));
            switchTo(next);
            forgetFaults();
            metrics.done();
            LOG.info("reloaded generation={} {}", current.number(), changes.words());
            return Reload.done(changes);
        } catch (ConfigInvalid e) {
            faults = e.faults();
            refused = seen;
            metrics.failed();
            faults.forEach(fault -> LOG.error("not reloaded, all stays as it was fault=\"{}\"", fault));
            return Reload.failed(faults);
        }
    }

    private void switchTo(Generation next) throws ConfigInvalid {
        Generation before = current;
        Roster roster = roster(next);
        // While both answer, each finds the aliases that its routes send to.
        replaceAliases(roster.along(roster(before)), next);
        // No file or tick is for two generations.
        before.pauseSources();
        try {
            next.start();
        } catch (ConfigInvalid e) {
            before.resumeSources();
            replaceAliases(roster(before), before);
            throw e;
        }
        current = next;
        door.leadTo(next.engine());
        before.retire();
        // They would keep the old routes for as long as somebody looks, and go by its keys.
        core.feed().sendAway();
        retired.add(before);
        replaceAliases(roster, next);
    }

    private void replaceAliases(Roster roster, Generation generation) {
        core.catalog().replace(roster, GatewayCore.thresholds(generation.config()));
    }

    /** Ends the generations that were replaced and have nothing under way any more. */
    synchronized void endIdle() {
        for (Generation generation : List.copyOf(retired)) {
            if (generation.isIdle()) {
                retired.remove(generation);
                generation.stop();
                LOG.info("the last of what replaced routes had to do is done generation={}", generation.number());
            }
        }
    }

    synchronized void stop() {
        if (current != null) {
            retired.forEach(Generation::stop);
            current.stop();
        }
    }

    private static Roster roster(Generation generation) {
        return new Roster(generation.config(), Clock.systemUTC().instant());
    }
}
