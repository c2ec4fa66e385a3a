package org.rolemesh.nodes;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A role that a node can answer for.
 *
 * @param model what people call the model behind it; null: not told
 * @param upstreamModel the model name that the node's backend is sent; null: it is sent the role's name
 * @param detail why it is in its state, in the node's words; null: not told
 * @param slots requests that it can work on at the same time
 * @param slotsBusy those of them that were at work when the node last said so
 * @param contextLength in tokens
 * @param progress of loading, 0 to 1
 * @param since when its state began; null until a node has it
 */
public record Offer(
        String role,
        String model,
        String upstreamModel,
        OfferState state,
        String detail,
        OptionalInt slots,
        OptionalInt slotsBusy,
        OptionalInt contextLength,
        OptionalDouble progress,
        Instant since) {

    /** A role of which nothing but its name was told: it is taken to be ready. */
    public static Offer named(String role) {
        return new Offer(
                role,
                null,
                null,
                OfferState.READY,
                null,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                null);
    }

    /** This offer in place of what was known of its role: its state began then, or begins now where it is another. */
    Offer inPlaceOf(Map<String, Offer> known, Instant now) {
        Offer before = known.get(role);
        return since(before != null && before.state == state ? before.since : now);
    }

    /**
     * Whether it makes no difference to where requests go: how busy it is and how far it has loaded make none. Its detail
     * makes one only where it is the reason that clients are told.
     */
    boolean routesLike(Offer other) {
        return equals(other) || withoutFigures(whyFailed()).equals(other.withoutFigures(other.whyFailed()));
    }

    boolean isInStateOf(Offer other) {
        return state == other.state && role.equals(other.role);
    }

    Offer withoutFigures() {
        return withoutFigures(detail);
    }

    private String whyFailed() {
        return state == OfferState.FAILED ? detail : null;
    }

    private Offer withoutFigures(String shownDetail) {
        return new Offer(
                role,
                model,
                upstreamModel,
                state,
                shownDetail,
                slots,
                OptionalInt.empty(),
                contextLength,
                OptionalDouble.empty(),
                since);
    }

    /** The same with another count of slots at work. */
    public Offer withSlotsBusy(OptionalInt busy) {
        return new Offer(role, model, upstreamModel, state, detail, slots, busy, contextLength, progress, since);
    }

    public Offer since(Instant time) {
        return new Offer(role, model, upstreamModel, state, detail, slots, slotsBusy, contextLength, progress, time);
    }
}
