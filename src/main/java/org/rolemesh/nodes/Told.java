package org.rolemesh.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.rolemesh.config.NameRule;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;

/**
 * One value of what a node told, with its place, which a refusal names: {@code roles[3].slots}. A member that is null is
 * taken for one that is not there.
 */
final class Told {
    private final JsonNode value;
    /** Put together only for a refusal. */
    private final Supplier<String> at;

    private Told(JsonNode value, Supplier<String> at) {
        this.value = value;
        this.at = at;
    }

    /** The whole message. */
    static Told message(JsonNode body) {
        return new Told(body, () -> "");
    }

    Told member(String key) {
        return new Told(value.path(key), () -> placeOf(key));
    }

    private String placeOf(String key) {
        return at.get().isEmpty() ? key : at.get() + "." + key;
    }

    boolean isAbsent() {
        return value.isMissingNode() || value.isNull();
    }

    boolean isObject() {
        return value.isObject();
    }

    /** A name, which must be there. */
    String name(NameRule rule) {
        String name = requiredText();
        if (!rule.allows(name)) {
            throw invalid("it " + rule.words() + ".");
        }
        return name;
    }

    String requiredText() {
        if (isAbsent()) {
            throw new RequestRejected(ApiErrors.missingParameter(at.get()));
        }
        if (!value.isTextual()) {
            throw invalid("it must be a string.");
        }
        return value.textValue();
    }

    /** A text of 1 to {@code most} characters, or null where it is absent. */
    String text(int most) {
        if (isAbsent()) {
            return null;
        }
        String text = requiredText();
        if (text.isEmpty() || text.length() > most) {
            throw invalid("it must have 1 to " + most + " characters.");
        }
        return text;
    }

    OptionalInt whole(int least, int most) {
        if (isAbsent()) {
            return OptionalInt.empty();
        }
        boolean fits = value.isIntegralNumber()
                && value.canConvertToInt()
                && value.intValue() >= least
                && value.intValue() <= most;
        if (!fits) {
            throw invalid("it must be a whole number from " + least + " to " + most + ".");
        }
        return OptionalInt.of(value.intValue());
    }

    /** A whole number above 0, or 0 where it is absent. */
    long positive() {
        if (isAbsent()) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() <= 0) {
            throw invalid("it must be a whole number above 0.");
        }
        return value.longValue();
    }

    /** A share from 0 to 1. */
    OptionalDouble share() {
        if (isAbsent()) {
            return OptionalDouble.empty();
        }
        if (!value.isNumber() || !(value.doubleValue() >= 0 && value.doubleValue() <= 1)) {
            throw invalid("it must be a number from 0 to 1.");
        }
        return OptionalDouble.of(value.doubleValue());
    }

    Optional<JsonNode> object() {
        if (isAbsent()) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            throw invalid("it must be an object.");
        }
        return Optional.of(value);
    }

    /** The items of an array, which must be there. */
    List<Told> items(int most) {
        if (isAbsent()) {
            throw new RequestRejected(ApiErrors.missingParameter(at.get()));
        }
        if (!value.isArray()) {
            throw invalid("it must be an array.");
        }
        if (value.size() > most) {
            throw invalid("it may have " + most + " items and has " + value.size() + ".");
        }
        List<Told> items = new ArrayList<>();
        for (JsonNode item : value) {
            int index = items.size();
            items.add(new Told(item, () -> at.get() + "[" + index + "]"));
        }
        return items;
    }

    RequestRejected invalid(String detail) {
        return new RequestRejected(ApiErrors.invalidValue(at.get(), detail));
    }
}
