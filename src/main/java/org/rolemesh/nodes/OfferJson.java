package org.rolemesh.nodes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rolemesh.config.NameRule;

/** The roles of a node in JSON: each a name, or an object of which only {@code role} must be there. */
public final class OfferJson {
    private static final int MAX_ROLES = 256;
    private static final int MAX_SLOTS = 10_000;
    private static final int MAX_MODEL_NAME = 256;
    private static final int MAX_DETAIL = 300;
    private static final String STATES =
            Stream.of(OfferState.values()).map(OfferState::word).collect(Collectors.joining(", "));

    private OfferJson() {}

    /** As a node tells it; what is not known is left out. */
    public static ObjectNode write(Offer offer) {
        ObjectNode role = JsonNodeFactory.instance.objectNode().put("role", offer.role());
        putText(role, "model", offer.model());
        putText(role, "upstream_model", offer.upstreamModel());
        role.put("state", offer.state().word());
        putText(role, "detail", offer.detail());
        offer.slots().ifPresent(slots -> role.put("slots", slots));
        offer.slotsBusy().ifPresent(busy -> role.put("slots_busy", busy));
        offer.contextLength().ifPresent(tokens -> role.put("n_ctx", tokens));
        offer.progress().ifPresent(progress -> role.put("progress", progress));
        return role;
    }

    /** What a message has under {@code roles}. */
    static List<Offer> read(Told roles) {
        List<Offer> offers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Told role : roles.items(MAX_ROLES)) {
            Offer offer = role.isObject() ? ofObject(role) : Offer.named(role.name(NameRule.ROLE));
            if (!names.add(offer.role())) {
                throw role.invalid("the role '" + offer.role() + "' is there twice; name it once.");
            }
            offers.add(offer);
        }
        return offers;
    }

    private static Offer ofObject(Told role) {
        return new Offer(
                role.member("role").name(NameRule.ROLE),
                role.member("model").text(MAX_MODEL_NAME),
                role.member("upstream_model").text(MAX_MODEL_NAME),
                state(role.member("state")),
                detail(role.member("detail")),
                role.member("slots").whole(1, MAX_SLOTS),
                role.member("slots_busy").whole(0, MAX_SLOTS),
                role.member("n_ctx").whole(1, Integer.MAX_VALUE),
                role.member("progress").share(),
                null);
    }

    private static OfferState state(Told state) {
        if (state.isAbsent()) {
            return OfferState.READY;
        }
        return OfferState.of(state.requiredText())
                .orElseThrow(() -> state.invalid("it must be one of " + STATES + "."));
    }

    /** It ends up in logs and in answers to clients: one line, and not a long one. */
    private static String detail(Told detail) {
        if (detail.isAbsent() || detail.requiredText().isBlank()) {
            return null;
        }
        String line = detail.requiredText()
                .replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ")
                .strip();
        return line.substring(
                0, line.offsetByCodePoints(0, Math.min(MAX_DETAIL, line.codePointCount(0, line.length()))));
    }

    private static void putText(ObjectNode role, String key, String text) {
        if (text != null) {
            role.put(key, text);
        }
    }
}
