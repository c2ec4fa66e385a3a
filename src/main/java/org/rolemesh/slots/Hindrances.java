package org.rolemesh.slots;

import java.util.Map;
import java.util.Optional;
import org.rolemesh.config.NodeAgentConfig;

/** Why a role cannot have a slot, however long it waits. Pure. */
final class Hindrances {
    private final NodeAgentConfig config;
    private final Map<String, String> homes;

    Hindrances(NodeAgentConfig config) {
        this.config = config;
        this.homes = config.homes();
    }

    /** In words for people; empty: it may have it. */
    Optional<String> of(String role, Slot slot, Board board) {
        return board.obstacle(role, slot.name())
                .or(() -> keptBy(slot, role))
                .or(() -> keptFor(slot.name(), role))
                .or(() -> board.troublesOf(role, slot.name()).isGivenUp()
                        ? Optional.of("it has failed too often in " + slot.name())
                        : Optional.empty());
    }

    /** Whether a role that has a slot by an older config may go on in it. */
    boolean mayKeep(String role, String slot) {
        return keptFor(slot, role).isEmpty();
    }

    /** By another, that is pinned. */
    private Optional<String> keptBy(Slot slot, String role) {
        boolean kept = slot.role() != null
                && !slot.has(role)
                && slot.phase() != Phase.FAILED
                && config.roles().get(slot.role()).pin();
        return kept ? Optional.of(slot.name() + " is kept by " + slot.role() + ", which is pinned") : Optional.empty();
    }

    /** A pinned role would never leave the only slot that another counts on. */
    private Optional<String> keptFor(String slot, String role) {
        return config.roles().get(role).pin() ? owner(slot, role) : Optional.empty();
    }

    private Optional<String> owner(String slot, String role) {
        return homes.entrySet().stream()
                .filter(home -> home.getValue().equals(slot) && !home.getKey().equals(role))
                .findFirst()
                .map(home -> slot + " is kept for " + home.getKey());
    }
}
