package org.rolemesh.slots;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.RoleConfig;
import org.rolemesh.nodes.Moment;

/**
 * Says what is to be done next with the slots of a host. Pure: it goes by the board, by what is wanted and by the time.
 *
 * <p>A role that is wanted gets a free slot; else the one whose role has been idle longest; never one with requests, and
 * never one whose role is pinned. Where all are busy it waits; after some seconds the slot that has had its role longest
 * is given no more requests, so that a role in constant use cannot keep another out for ever.
 */
public final class Planner {
    /** How long a busy role may keep a slot that another waits for: some times what a switch costs. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * How long a role that was just used is not idle yet: whoever sends one request after the other, or a gateway that lets
     * the next of its queue go, is back within that.
     */
    public static final Duration LINGER = Duration.ofMillis(500);

    /** In which a process that was told to end has ended or been killed; what is left then hangs in a driver. */
    static final Duration DEATH = Duration.ofSeconds(15);

    private final NodeAgentConfig config;
    private final Map<String, String> homes;
    private final Hindrances hindrances;

    Planner(NodeAgentConfig config) {
        this.config = config;
        this.homes = config.homes();
        this.hindrances = new Hindrances(config);
    }

    /** The next thing to do; to be asked again once that is on the board. Empty: nothing is to be done now. */
    Optional<Act> next(Board board, Demand demand, Moment now) {
        return Stream.concat(
                        board.all().stream().flatMap(slot -> upkeep(slot, demand, now).stream()),
                        demand.wanted().keySet().stream()
                                .filter(role -> !isOnItsWay(role, board, now))
                                .flatMap(role -> forRole(role, board, demand, now).stream()))
                .findFirst();
    }

    private Optional<Act> upkeep(Slot slot, Demand demand, Moment now) {
        return switch (slot.phase()) {
            case EMPTY, STARTING, READY, STOPPING, FAILED -> Optional.empty();
            case LOADING ->
                when(
                        passed(slot.since().nanos(), role(slot).loadTimeout(), now),
                        Act.end(
                                slot.name(),
                                "it was not ready in "
                                        + role(slot).loadTimeout().toSeconds() + " s"));
            case YIELDING -> when(!demand.isInUse(slot), Act.end(slot.name(), null));
            case BACKING_OFF -> when(now.nanos() - slot.retryAtNanos() >= 0, Act.launch(slot.name(), slot.role()));
        };
    }

    /** Whether its role has had no request for as long as the config lets it. */
    boolean isIdleForLong(Slot slot, Demand demand, Moment now) {
        return slot.phase() == Phase.READY
                && role(slot).ttl().isPresent()
                && !demand.isInUse(slot)
                && !demand.wants(slot.role())
                && passed(slot.usedNanos(), role(slot).ttl().get(), now);
    }

    /** Whether a slot has it, is to have it, or will be free for it in a moment. */
    static boolean isOnItsWay(String role, Board board, Moment now) {
        return board.all().stream().anyMatch(slot -> switch (slot.phase()) {
            case STARTING, LOADING, READY, BACKING_OFF -> slot.has(role);
            case STOPPING -> slot.isYieldingTo(role) && !passed(slot.since().nanos(), DEATH, now);
            case EMPTY, YIELDING, FAILED -> false;
        });
    }

    /** Whether there is a slot that may have the role, sooner or later. */
    boolean mayBeLoaded(String role, Board board) {
        return config.roles().get(role).slots().stream()
                .anyMatch(slot -> hindrances.of(role, board.slot(slot), board).isEmpty());
    }

    private Optional<Act> forRole(String role, Board board, Demand demand, Moment now) {
        List<Slot> open = openTo(role, board);
        Optional<Act> soon = free(open, demand)
                .map(slot -> Act.launch(slot.name(), role))
                .or(() -> idle(open, demand, now).map(slot -> Act.free(slot.name(), role)));
        // The requests of a slot that yields to it may take long: another slot may be free before.
        return isYieldedTo(role, board) || !passed(demand.wanted().get(role), PATIENCE, now)
                ? soon
                : soon.or(() -> overdue(role, open, now));
    }

    private static boolean isYieldedTo(String role, Board board) {
        return board.all().stream().anyMatch(slot -> slot.phase() == Phase.YIELDING && slot.isYieldingTo(role));
    }

    /** The slots that it may be loaded into, its home first. */
    private List<Slot> openTo(String role, Board board) {
        List<String> names = new ArrayList<>(config.roles().get(role).slots());
        names.sort(Comparator.comparing(name -> !name.equals(homes.get(role))));
        return names.stream()
                .map(board::slot)
                .filter(slot -> hindrances.of(role, slot, board).isEmpty())
                .toList();
    }

    private static Optional<Slot> free(List<Slot> open, Demand demand) {
        return first(open, slot -> slot.phase() == Phase.EMPTY)
                .or(() -> first(open, slot -> slot.phase() == Phase.FAILED))
                .or(() -> first(open, slot -> slot.phase() == Phase.BACKING_OFF && !demand.wants(slot.role())));
    }

    private static Optional<Slot> idle(List<Slot> open, Demand demand, Moment now) {
        return open.stream()
                .filter(slot -> slot.phase() == Phase.READY && !demand.isInUse(slot) && !demand.wants(slot.role()))
                .filter(slot -> passed(slot.usedNanos(), LINGER, now))
                .min(Comparator.comparingLong(Slot::usedNanos));
    }

    /** What a role gets that has waited long: the place of one that fails again and again, or of one that had its time. */
    private static Optional<Act> overdue(String role, List<Slot> open, Moment now) {
        return first(open, slot -> slot.phase() == Phase.BACKING_OFF)
                .map(slot -> Act.launch(slot.name(), role))
                .or(() -> open.stream()
                        .filter(slot -> slot.phase() == Phase.READY
                                && passed(slot.since().nanos(), PATIENCE, now))
                        .min(Comparator.comparingLong(slot -> slot.since().nanos()))
                        .map(slot -> Act.free(slot.name(), role)));
    }

    private static Optional<Slot> first(List<Slot> slots, Predicate<Slot> wanted) {
        return slots.stream().filter(wanted).findFirst();
    }

    private RoleConfig role(Slot slot) {
        return config.roles().get(slot.role());
    }

    private static Optional<Act> when(boolean due, Act act) {
        return due ? Optional.of(act) : Optional.empty();
    }

    private static boolean passed(long sinceNanos, Duration time, Moment now) {
        return now.nanos() - sinceNanos >= time.toNanos();
    }
}
