package org.rolemesh.slots;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.nodes.Moment;

/**
 * Has done what follows from the board, and tells who listens how that changes it. Guarded by the lock of its
 * {@link Supervisor}.
 */
final class Steering {
    private final NodeAgentConfig config;
    private final Planner planner;
    private final Hands hands;
    private final Usage usage;
    private final Wishes wishes;
    private final Supplier<Moment> clock;
    private final List<BiConsumer<Board, Board>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> allEnded = new CompletableFuture<>();
    private final String firstId;
    private Board board;
    private Board published;
    private long launches;
    private Mode mode = Mode.IDLE;

    enum Mode {
        /** It has not begun. */
        IDLE,
        RUNNING,
        /** It ends every process and starts none. */
        ENDING,
        /** It leaves every process as it is. */
        LEAVING
    }

    Steering(NodeAgentConfig config, Planner planner, Hands hands, Usage usage, Wishes wishes, Supplier<Moment> clock) {
        this.config = config;
        this.planner = planner;
        this.hands = hands;
        this.usage = usage;
        this.wishes = wishes;
        this.clock = clock;
        Moment now = clock.get();
        this.firstId = Long.toString(now.wall().toEpochMilli(), Character.MAX_RADIX);
        Map<String, Slot> slots = new LinkedHashMap<>();
        config.slots().values().forEach(slot -> slots.put(slot.name(), Slot.empty(slot, now)));
        this.board = new Board(slots, Map.of(), Map.of());
        this.published = board;
    }

    void onChange(BiConsumer<Board, Board> listener) {
        listener.accept(published, published);
        listeners.add(listener);
    }

    Board board() {
        return board;
    }

    /** Nobody hears of it before {@link #publish}. */
    void put(Board changed) {
        board = changed;
    }

    void put(Slot changed) {
        board = board.with(changed);
    }

    void enter(Mode next) {
        mode = next;
    }

    boolean isIn(Mode asked) {
        return mode == asked;
    }

    /** Completes when no process is left, once it has been told to end them. */
    CompletableFuture<Void> allEnded() {
        return allEnded;
    }

    /** Does what is to be done now, until there is nothing. */
    void plan() {
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

    void carryOut(Act act) {
        Slot slot = board.slot(act.slot());
        switch (act.kind()) {
            case LAUNCH -> launch(slot, act.role());
            case YIELD -> board = board.with(slot.yielding(act.role(), clock.get()));
            case END -> {
                board = board.with(slot.stopping(act.reason(), clock.get()));
                if (slot.run().process() != null) {
                    endNow(slot);
                }
            }
        }
    }

    void endNow(Slot slot) {
        hands.end(slot.name(), slot.run().id());
    }

    Demand demand(Moment now) {
        Set<String> inUse = new HashSet<>();
        for (Slot slot : board.all()) {
            if (isInUse(slot)) {
                inUse.add(slot.name());
            }
        }
        return new Demand(wishes.current(config.roles().keySet(), role -> usage.waiting(role) > 0, now), inUse);
    }

    void publish() {
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

    private void launch(Slot slot, String role) {
        String id = slot.name() + "-" + firstId + "-" + ++launches;
        board = board.with(slot.starting(role, id, clock.get()));
        hands.launch(slot.name(), role, id);
    }

    private void noteUse(Moment now) {
        for (Slot slot : List.copyOf(board.all())) {
            if (slot.phase() == Phase.READY && isInUse(slot)) {
                board = board.with(slot.used(now.nanos()));
            }
        }
    }

    private boolean isInUse(Slot slot) {
        return slot.role() != null && usage.inFlight(slot.role(), slot.name()) > 0;
    }
}
