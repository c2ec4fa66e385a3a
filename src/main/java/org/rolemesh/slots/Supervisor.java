package org.rolemesh.slots;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.RoleConfig;
import org.rolemesh.nodes.Moment;
import org.rolemesh.process.Exit;
import org.rolemesh.process.ProcessMark;
import org.rolemesh.slots.Steering.Mode;

/**
 * Keeps the slots of a host as they should be: takes in what happens to their processes and what is wanted of them, and
 * has done what follows from it. Thread safe, by one lock that is held for microseconds; nothing under it waits.
 *
 * <p>Of a launch that is no longer a slot's own, whatever is told changes nothing.
 */
public final class Supervisor {
    private final NodeAgentConfig config;
    private final Planner planner;
    private final Steering steering;
    private final Supplier<Moment> clock;
    private final DoubleSupplier random;
    private final Wishes wishes = new Wishes();

    /**
     * @param hands carry out what is decided
     * @param random evenly from 0 to 1, for the jitter of restarts
     */
    public Supervisor(NodeAgentConfig config, Hands hands, Usage usage, Supplier<Moment> clock, DoubleSupplier random) {
        this.config = config;
        this.planner = new Planner(config);
        this.steering = new Steering(config, planner, hands, usage, wishes, clock);
        this.clock = clock;
        this.random = random;
    }

    /**
     * Calls {@code listener} with the board before and after each change, in their order, with the lock held; and now, with
     * the board as it is, so that no change is lost on the way.
     */
    public synchronized void onChange(BiConsumer<Board, Board> listener) {
        steering.onChange(listener);
    }

    public synchronized Board board() {
        return steering.board();
    }

    /** Takes back a process that an earlier agent has started; comes before {@link #begin}. */
    public synchronized void adopt(Launch launch, ProcessMark process) {
        steering.put(
                steering.board().slot(launch.slot()).loading(launch.role(), Run.adopted(launch, process), clock.get()));
        steering.publish();
    }

    /** Loads what is to be loaded at the start. */
    public synchronized void begin() {
        steering.enter(Mode.RUNNING);
        Moment now = clock.get();
        config.roles().values().stream()
                .filter(RoleConfig::preload)
                .map(RoleConfig::role)
                .filter(role -> !Planner.isOnItsWay(role, steering.board(), now))
                .forEach(role -> wishes.askedAhead(role, now));
        steering.plan();
    }

    /** Time has passed. */
    public synchronized void tick() {
        steering.plan();
    }

    /** A request for a role comes that may have to be loaded for it. */
    public synchronized void asked(String role) {
        boolean ready = steering.board().all().stream().anyMatch(slot -> slot.phase() == Phase.READY && slot.has(role));
        if (!ready) {
            wishes.asked(role, clock.get());
            steering.plan();
        }
    }

    /** The last request of a slot has left it. */
    public synchronized void idle(String slotName) {
        Slot slot = steering.board().slot(slotName);
        if (slot.phase() == Phase.READY) {
            steering.put(slot.used(clock.get().nanos()));
        }
        steering.plan();
    }

    /** Loads a role ahead of time; what it has failed before is forgiven. */
    public synchronized void load(String role) {
        steering.put(steering.board().forgiven(role));
        for (Slot slot : steering.board().all()) {
            if (slot.has(role) && slot.phase() == Phase.FAILED) {
                steering.put(slot.emptied(slot.last(), clock.get()));
            } else if (slot.has(role) && slot.phase() == Phase.BACKING_OFF && steering.isIn(Mode.RUNNING)) {
                steering.carryOut(Act.launch(slot.name(), role));
            }
        }
        if (!isReady(role) && planner.mayBeLoaded(role, steering.board())) {
            wishes.askedAhead(role, clock.get());
        }
        steering.publish();
        steering.plan();
    }

    /** Frees a slot whose role has been without a request for as long as the config lets it. */
    public synchronized void unloadIdle(String slot) {
        if (isIdleForLong(slot)) {
            steering.put(steering.board().slot(slot).yielding(null, clock.get()));
            steering.publish();
            steering.plan();
        }
    }

    /** Frees the slot that has a role, once its requests are answered. Whether one has it. */
    public synchronized boolean unload(String role) {
        wishes.settled(role);
        Moment now = clock.get();
        boolean found = false;
        for (Slot slot : steering.board().all()) {
            if (!slot.has(role)) {
                continue;
            }
            switch (slot.phase()) {
                case LOADING, READY -> steering.put(slot.yielding(null, now));
                case BACKING_OFF, FAILED -> steering.put(slot.emptied(slot.last(), now));
                // What is not there yet is ended as soon as it is.
                case STARTING -> steering.put(slot.yielding(null, now));
                case EMPTY, YIELDING, STOPPING -> {
                    continue;
                }
            }
            found = true;
        }
        steering.publish();
        steering.plan();
        return found;
    }

    /** Why roles cannot be loaded at all, as found out anew: a missing file, not enough memory. */
    public synchronized void obstacles(Map<Board.Berth, String> found) {
        if (!found.equals(steering.board().obstacles())) {
            steering.put(steering.board().withObstacles(found));
            steering.publish();
            steering.plan();
        }
    }

    /** A process has started. */
    public synchronized void launched(Launch launch, ProcessMark process) {
        steering.board().ofLaunch(launch.id()).ifPresent(slot -> {
            Run run = slot.run().started(launch, process);
            steering.put(slot.phase() == Phase.STARTING ? slot.loading(slot.role(), run, clock.get()) : slot.with(run));
            steering.publish();
            if (slot.phase() == Phase.STOPPING) {
                steering.endNow(slot);
            }
            steering.plan();
        });
    }

    /** A process was not started, since it could not have served: nothing has failed. */
    public synchronized void refused(String launchId, String reason) {
        steering.board().ofLaunch(launchId).ifPresent(slot -> {
            steering.put(steering.board()
                    .with(slot.emptied(slot.last(), clock.get()))
                    .withObstacle(new Board.Berth(slot.role(), slot.name()), reason));
            if (!config.roles().get(slot.role()).preload()) {
                settleWhereHopeless(slot.role());
            }
            steering.publish();
            steering.plan();
        });
    }

    /** How far a load is, 0 to 1. */
    public synchronized void progressed(String launchId, double share) {
        steering.board()
                .ofLaunch(launchId)
                .filter(slot -> slot.phase() == Phase.LOADING)
                .ifPresent(slot -> {
                    steering.put(slot.with(slot.run().at(share)));
                    steering.publish();
                });
    }

    /** A process answers for its model. */
    public synchronized void ready(String launchId, ServerFacts facts) {
        steering.board()
                .ofLaunch(launchId)
                .filter(slot -> slot.phase() == Phase.LOADING)
                .ifPresent(slot -> {
                    steering.put(slot.ready(facts, clock.get()));
                    wishes.settled(slot.role());
                    steering.publish();
                    steering.plan();
                });
    }

    /** A process does not do what it should, and is replaced; one that is yielding ends without those it has. */
    public synchronized void condemned(String launchId, String reason) {
        steering.board().ofLaunch(launchId).ifPresent(slot -> {
            switch (slot.phase()) {
                case LOADING, READY -> {
                    noteHealth(slot, clock.get());
                    steering.carryOut(Act.end(slot.name(), reason));
                }
                case YIELDING -> steering.carryOut(Act.end(slot.name(), null));
                case EMPTY, STARTING, STOPPING, BACKING_OFF, FAILED -> {
                    return;
                }
            }
            steering.publish();
        });
    }

    /** The process of a launch has ended, or could not be started. */
    public synchronized void ended(String launchId, LastExit exit) {
        steering.board().ofLaunch(launchId).ifPresent(slot -> {
            if (steering.isIn(Mode.LEAVING)) {
                return;
            }
            boolean wanted = slot.phase() == Phase.YIELDING || (slot.phase() == Phase.STOPPING && slot.fault() == null);
            if (wanted || steering.isIn(Mode.ENDING)) {
                steering.put(slot.emptied(exit, clock.get()));
            } else {
                failed(slot, exit);
            }
            steering.publish();
            steering.plan();
        });
    }

    /**
     * A process could not be started.
     *
     * @param reason for the operator alone: it may name files of this machine
     */
    public synchronized void notStarted(String launchId, String reason) {
        steering.board().ofLaunch(launchId).ifPresent(slot -> {
            Moment now = clock.get();
            if (slot.phase() == Phase.STARTING) {
                steering.put(slot.stopping("it could not be started", now));
            }
            ended(launchId, new LastExit(Exit.unknown(now.wall()), List.of(reason)));
        });
    }

    /** Whether a slot's role has been without a request for as long as the config lets it. */
    public synchronized boolean isIdleForLong(String slot) {
        Moment now = clock.get();
        return planner.isIdleForLong(steering.board().slot(slot), steering.demand(now), now);
    }

    /** Ends every process, and starts none any more; complete once all have ended. */
    public synchronized CompletableFuture<Void> endAll() {
        steering.enter(Mode.ENDING);
        for (Slot slot : steering.board().all()) {
            if (slot.phase().hasProcess() && slot.phase() != Phase.STOPPING) {
                steering.carryOut(Act.end(slot.name(), null));
            } else if (!slot.phase().hasProcess()) {
                steering.put(slot.emptied(slot.last(), clock.get()));
            }
        }
        steering.publish();
        return steering.allEnded();
    }

    /** Leaves every process to the next agent. */
    public synchronized void leaveAll() {
        steering.enter(Mode.LEAVING);
    }

    private void failed(Slot slot, LastExit exit) {
        Moment now = clock.get();
        noteHealth(slot, now);
        Restarts restarts =
                steering.board().troublesOf(slot.role(), slot.name()).failed(now.nanos());
        steering.put(steering.board().withTroubles(slot.role(), slot.name(), restarts));
        String why = slot.fault() == null ? exit.exit().words() : slot.fault();
        if (restarts.isGivenUp()) {
            steering.put(slot.failed(why, exit, now));
            settleWhereHopeless(slot.role());
        } else {
            long retryAt = now.nanos() + restarts.pause(random.getAsDouble()).toNanos();
            steering.put(slot.backingOff(why, retryAt, exit, now));
        }
    }

    /** A process that has been ready for long is not one that cannot work. */
    private void noteHealth(Slot slot, Moment now) {
        if (slot.phase() == Phase.READY) {
            Restarts before = steering.board().troublesOf(slot.role(), slot.name());
            Duration readyFor = Duration.ofNanos(now.nanos() - slot.since().nanos());
            steering.put(steering.board().withTroubles(slot.role(), slot.name(), before.afterHealth(readyFor)));
        }
    }

    /** A role that another of its slots may have is wanted as before. */
    private void settleWhereHopeless(String role) {
        if (!planner.mayBeLoaded(role, steering.board())) {
            wishes.settled(role);
        }
    }

    private boolean isReady(String role) {
        return steering.board().all().stream().anyMatch(slot -> slot.phase() == Phase.READY && slot.has(role));
    }
}
