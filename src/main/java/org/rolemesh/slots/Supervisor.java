package org.rolemesh.slots;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.RoleConfig;
import org.rolemesh.nodes.Moment;
import org.rolemesh.process.Exit;
import org.rolemesh.process.ProcessMark;

/**
 * Keeps the slots of a host as they should be: takes in what happens to their processes and what is wanted of them, and
 * has done what follows from it. Thread safe, by one lock that is held for microseconds; nothing under it waits.
 *
 * <p>Of a launch that is no longer a slot's own, whatever is told changes nothing.
 */
public final class Supervisor {
    private final NodeAgentConfig config;
    private final Planner planner;
    private final Hands hands;
    private final Usage usage;
    private final Supplier<Moment> clock;
    private final DoubleSupplier random;
    private final Wishes wishes = new Wishes();
    private final List<BiConsumer<Board, Board>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> allEnded = new CompletableFuture<>();
    private final String firstId;
    private Board board;
    private Board published;
    private long launches;
    private Mode mode = Mode.IDLE;

    private enum Mode {
        /** It has not begun. */
        IDLE,
        RUNNING,
        /** It ends every process and starts none. */
        ENDING,
        /** It leaves every process as it is. */
        LEAVING
    }

    /**
     * @param hands carry out what is decided
     * @param random evenly from 0 to 1, for the jitter of restarts
     */
    public Supervisor(NodeAgentConfig config, Hands hands, Usage usage, Supplier<Moment> clock, DoubleSupplier random) {
        this.config = config;
        this.planner = new Planner(config);
        this.hands = hands;
        this.usage = usage;
        this.clock = clock;
        this.random = random;
        Moment now = clock.get();
        this.firstId = Long.toString(now.wall().toEpochMilli(), Character.MAX_RADIX);
        Map<String, Slot> slots = new LinkedHashMap<>();
        config.slots().values().forEach(slot -> slots.put(slot.name(), Slot.empty(slot, now)));
        this.board = new Board(slots, Map.of(), Map.of());
        this.published = board;
    }

    /**
     * Calls {@code listener} with the board before and after each change, in their order, with the lock held; and now, with
     * the board as it is, so that no change is lost on the way.
     */
    public synchronized void onChange(BiConsumer<Board, Board> listener) {
        listener.accept(published, published);
        listeners.add(listener);
    }

    public synchronized Board board() {
        return board;
    }

    /** Takes back a process that an earlier agent has started; comes before {@link #begin}. */
    public synchronized void adopt(Launch launch, ProcessMark process) {
        board = board.with(board.slot(launch.slot()).loading(launch.role(), Run.adopted(launch, process), clock.get()));
        publish();
    }

    /** Loads what is to be loaded at the start. */
    public synchronized void begin() {
        mode = Mode.RUNNING;
        Moment now = clock.get();
        config.roles().values().stream()
                .filter(RoleConfig::preload)
                .map(RoleConfig::role)
                .filter(role -> !Planner.isOnItsWay(role, board, now))
                .forEach(role -> wishes.askedAhead(role, now));
        plan();
    }

    /** Time has passed. */
    public synchronized void tick() {
        plan();
    }

    /** A request for a role comes that may have to be loaded for it. */
    public synchronized void asked(String role) {
        boolean ready = board.all().stream().anyMatch(slot -> slot.phase() == Phase.READY && slot.has(role));
        if (!ready) {
            wishes.asked(role, clock.get());
            plan();
        }
    }

    /** The last request of a slot has left it, or another has come to want one. */
    public synchronized void usageChanged() {
        plan();
    }

    /** Loads a role ahead of time; what it has failed before is forgiven. */
    public synchronized void load(String role) {
        board = board.forgiven(role);
        for (Slot slot : board.all()) {
            if (slot.has(role) && slot.phase() == Phase.FAILED) {
                board = board.with(slot.emptied(slot.last(), clock.get()));
            } else if (slot.has(role) && slot.phase() == Phase.BACKING_OFF && mode == Mode.RUNNING) {
                launch(slot, role);
            }
        }
        if (!isReady(role) && planner.mayBeLoaded(role, board)) {
            wishes.askedAhead(role, clock.get());
        }
        publish();
        plan();
    }

    /** Frees a slot whose role has been without a request for as long as the config lets it. */
    public synchronized void unloadIdle(String slot) {
        if (isIdleForLong(slot)) {
            board = board.with(board.slot(slot).yielding(null, clock.get()));
            publish();
            plan();
        }
    }

    /** Frees the slot that has a role, once its requests are answered. Whether one has it. */
    public synchronized boolean unload(String role) {
        wishes.settled(role);
        Moment now = clock.get();
        boolean found = false;
        for (Slot slot : board.all()) {
            if (!slot.has(role)) {
                continue;
            }
            switch (slot.phase()) {
                case LOADING, READY -> board = board.with(slot.yielding(null, now));
                case BACKING_OFF, FAILED -> board = board.with(slot.emptied(slot.last(), now));
                // What is not there yet is ended as soon as it is.
                case STARTING -> board = board.with(slot.yielding(null, now));
                case EMPTY, YIELDING, STOPPING -> {
                    continue;
                }
            }
            found = true;
        }
        publish();
        plan();
        return found;
    }

    /** Why roles cannot be loaded at all, as found out anew: a missing file, not enough memory. */
    public synchronized void obstacles(Map<Board.Berth, String> found) {
        if (!found.equals(board.obstacles())) {
            board = board.withObstacles(found);
            publish();
            plan();
        }
    }

    /** A process has started. */
    public synchronized void launched(Launch launch, ProcessMark process) {
        board.ofLaunch(launch.id()).ifPresent(slot -> {
            Run run = slot.run().started(launch, process);
            board = board.with(
                    slot.phase() == Phase.STARTING ? slot.loading(slot.role(), run, clock.get()) : slot.with(run));
            publish();
            if (slot.phase() == Phase.STOPPING) {
                hands.end(slot.name(), launch.id());
            }
            plan();
        });
    }

    /** A process was not started, since it could not have served: nothing has failed. */
    public synchronized void refused(String launchId, String reason) {
        board.ofLaunch(launchId).ifPresent(slot -> {
            board = board.with(slot.emptied(slot.last(), clock.get()))
                    .withObstacle(new Board.Berth(slot.role(), slot.name()), reason);
            if (!config.roles().get(slot.role()).preload()) {
                settleWhereHopeless(slot.role());
            }
            publish();
            plan();
        });
    }

    /** How far a load is, 0 to 1. */
    public synchronized void progressed(String launchId, double share) {
        board.ofLaunch(launchId).filter(slot -> slot.phase() == Phase.LOADING).ifPresent(slot -> {
            board = board.with(slot.with(slot.run().at(share)));
            publish();
        });
    }

    /** A process answers for its model. */
    public synchronized void ready(String launchId, ServerFacts facts) {
        board.ofLaunch(launchId).filter(slot -> slot.phase() == Phase.LOADING).ifPresent(slot -> {
            board = board.with(slot.ready(facts, clock.get()));
            wishes.settled(slot.role());
            publish();
            plan();
        });
    }

    /** A process does not do what it should, and is replaced; one that is yielding ends without those it has. */
    public synchronized void condemned(String launchId, String reason) {
        board.ofLaunch(launchId).ifPresent(slot -> {
            switch (slot.phase()) {
                case LOADING, READY -> {
                    noteHealth(slot, clock.get());
                    carryOut(Act.end(slot.name(), reason));
                }
                case YIELDING -> carryOut(Act.end(slot.name(), null));
                case EMPTY, STARTING, STOPPING, BACKING_OFF, FAILED -> {
                    return;
                }
            }
            publish();
        });
    }

    /** The process of a launch has ended, or could not be started. */
    public synchronized void ended(String launchId, LastExit exit) {
        board.ofLaunch(launchId).ifPresent(slot -> {
            if (mode == Mode.LEAVING) {
                return;
            }
            boolean wanted = slot.phase() == Phase.YIELDING || (slot.phase() == Phase.STOPPING && slot.fault() == null);
            if (wanted || mode == Mode.ENDING) {
                board = board.with(slot.emptied(exit, clock.get()));
            } else {
                failed(slot, exit);
            }
            publish();
            plan();
        });
    }

    /**
     * A process could not be started.
     *
     * @param reason for the operator alone: it may name files of this machine
     */
    public synchronized void notStarted(String launchId, String reason) {
        board.ofLaunch(launchId).ifPresent(slot -> {
            Moment now = clock.get();
            if (slot.phase() == Phase.STARTING) {
                board = board.with(slot.stopping("it could not be started", now));
            }
            ended(launchId, new LastExit(Exit.unknown(now.wall()), List.of(reason)));
        });
    }

    /** Whether a slot's role has been without a request for as long as the config lets it. */
    public synchronized boolean isIdleForLong(String slot) {
        Moment now = clock.get();
        return planner.isIdleForLong(board.slot(slot), demand(now), now);
    }

    /** Ends every process, and starts none any more; complete once all have ended. */
    public synchronized CompletableFuture<Void> endAll() {
        mode = Mode.ENDING;
        for (Slot slot : board.all()) {
            if (slot.phase().hasProcess() && slot.phase() != Phase.STOPPING) {
                carryOut(Act.end(slot.name(), null));
            } else if (!slot.phase().hasProcess()) {
                board = board.with(slot.emptied(slot.last(), clock.get()));
            }
        }
        publish();
        return allEnded;
    }

    /** Leaves every process to the next agent. */
    public synchronized void leaveAll() {
        mode = Mode.LEAVING;
    }

    private void failed(Slot slot, LastExit exit) {
        Moment now = clock.get();
        noteHealth(slot, now);
        Restarts restarts = board.troublesOf(slot.role(), slot.name()).failed(now.nanos());
        board = board.withTroubles(slot.role(), slot.name(), restarts);
        String why = slot.fault() == null ? exit.exit().words() : slot.fault();
        if (restarts.isGivenUp()) {
            board = board.with(slot.failed(why, exit, now));
            settleWhereHopeless(slot.role());
        } else {
            long retryAt = now.nanos() + restarts.pause(random.getAsDouble()).toNanos();
            board = board.with(slot.backingOff(why, retryAt, exit, now));
        }
    }

    /** A process that has been ready for long is not one that cannot work. */
    private void noteHealth(Slot slot, Moment now) {
        if (slot.phase() == Phase.READY) {
            Restarts before = board.troublesOf(slot.role(), slot.name());
            Duration readyFor = Duration.ofNanos(now.nanos() - slot.since().nanos());
            board = board.withTroubles(slot.role(), slot.name(), before.afterHealth(readyFor));
        }
    }

    /** A role that another of its slots may have is wanted as before. */
    private void settleWhereHopeless(String role) {
        if (!planner.mayBeLoaded(role, board)) {
            wishes.settled(role);
        }
    }

    private void plan() {
        if (mode != Mode.RUNNING) {
            return;
        }
        Moment now = clock.get();
        noteUse(now);
        Optional<Act> act = planner.next(board, demand(now), now);
        while (act.isPresent()) {
            carryOut(act.get());
            // Before anything else is decided: whoever gets a place from now on goes by the new board.
            publish();
            act = planner.next(board, demand(now), now);
        }
    }

    private void carryOut(Act act) {
        Slot slot = board.slot(act.slot());
        switch (act.kind()) {
            case LAUNCH -> launch(slot, act.role());
            case YIELD -> board = board.with(slot.yielding(act.role(), clock.get()));
            case END -> {
                board = board.with(slot.stopping(act.reason(), clock.get()));
                if (slot.run().process() != null) {
                    hands.end(slot.name(), slot.run().id());
                }
            }
        }
    }

    private void launch(Slot slot, String role) {
        String id = slot.name() + "-" + firstId + "-" + ++launches;
        board = board.with(slot.starting(role, id, clock.get()));
        hands.launch(slot.name(), role, id);
    }

    private Demand demand(Moment now) {
        Set<String> inUse = new HashSet<>();
        for (Slot slot : board.all()) {
            if (slot.role() != null && usage.inFlight(slot.role(), slot.name()) > 0) {
                inUse.add(slot.name());
            }
        }
        return new Demand(wishes.current(config.roles().keySet(), role -> usage.waiting(role) > 0, now), inUse);
    }

    private void noteUse(Moment now) {
        Map<String, Slot> used = new HashMap<>();
        for (Slot slot : board.all()) {
            if (slot.phase() == Phase.READY && usage.inFlight(slot.role(), slot.name()) > 0) {
                used.put(slot.name(), slot.used(now.nanos()));
            }
        }
        for (Slot slot : used.values()) {
            board = board.with(slot);
        }
    }

    private boolean isReady(String role) {
        return board.all().stream().anyMatch(slot -> slot.phase() == Phase.READY && slot.has(role));
    }

    private void publish() {
        if (!board.equals(published)) {
            Board before = published;
            published = board;
            listeners.forEach(listener -> listener.accept(before, published));
        }
        if (mode == Mode.ENDING
                && board.all().stream().noneMatch(slot -> slot.phase().hasProcess())) {
            allEnded.complete(null);
        }
    }
}
