package org.rolemesh.slots;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.RoleConfig;
import org.rolemesh.nodes.Offer;
import org.rolemesh.nodes.OfferState;

/** How far each role is, by the board: in each of its slots for the agent itself, and altogether for gateways. Pure. */
public final class RoleOffers {
    private final NodeAgentConfig config;
    private final Hindrances hindrances;

    public RoleOffers(NodeAgentConfig config) {
        this.config = config;
        this.hindrances = new Hindrances(config);
    }

    /** The roles that may be loaded into a slot. */
    public List<Offer> of(Board board, Slot slot) {
        List<Offer> offers = new ArrayList<>();
        for (RoleConfig role : config.roles().values()) {
            if (role.slots().contains(slot.name())) {
                offers.add(offer(board, role, slot));
            }
        }
        return offers;
    }

    /** Every role, as it is in the slot where it is furthest. */
    public List<Offer> of(Board board) {
        return config.roles().values().stream()
                .map(role -> role.slots().stream()
                        .map(slot -> offer(board, role, board.slot(slot)))
                        .min(Comparator.comparing(offer -> rank(offer.state())))
                        .orElseThrow())
                .toList();
    }

    private static int rank(OfferState state) {
        return switch (state) {
            case READY -> 0;
            case LOADING -> 1;
            case UNLOADED -> 2;
            case FAILED -> 3;
        };
    }

    private Offer offer(Board board, RoleConfig role, Slot slot) {
        if (!slot.has(role.role())) {
            return notLoaded(board, role, slot);
        }
        return switch (slot.phase()) {
            case READY -> offer(role, slot, OfferState.READY, null);
            case STARTING, LOADING -> offer(role, slot, OfferState.LOADING, null);
            case BACKING_OFF -> offer(role, slot, OfferState.LOADING, "it is started again after: " + slot.fault());
            case YIELDING, STOPPING ->
                slot.fault() == null
                        ? notLoaded(board, role, slot)
                        : offer(role, slot, OfferState.LOADING, "it is started again after: " + slot.fault());
            case FAILED -> offer(role, slot, OfferState.FAILED, failure(slot));
            case EMPTY -> throw new IllegalStateException("an empty slot has no role");
        };
    }

    private Offer notLoaded(Board board, RoleConfig role, Slot slot) {
        return hindrances
                .of(role.role(), slot, board)
                .map(reason -> offer(role, slot, OfferState.FAILED, reason))
                .orElseGet(() -> offer(role, slot, OfferState.UNLOADED, null));
    }

    /** Clients see it: what the process has said stays in its log. */
    private static String failure(Slot slot) {
        return slot.fault() + ", time and again; the log of " + slot.name() + " says more";
    }

    private static Offer offer(RoleConfig role, Slot slot, OfferState state, String detail) {
        boolean loaded = state == OfferState.READY;
        boolean loading = state == OfferState.LOADING && slot.run() != null;
        return new Offer(
                role.role(),
                role.model().toString(),
                null,
                state,
                detail,
                OptionalInt.of(role.parallel()),
                OptionalInt.empty(),
                loaded ? slot.run().facts().contextLength() : OptionalInt.empty(),
                loading ? slot.run().progress() : OptionalDouble.empty(),
                null);
    }
}
