package org.rolemesh.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * One value of a file with its place in it. What is absent, or of a type that the schema check has reported already,
 * reads as unset, so that the rest of the file can still be checked.
 */
final class Section {
    private final JsonNode node;
    private final JsonPointer at;
    private final Faults faults;

    Section(JsonNode node, JsonPointer at, Faults faults) {
        this.node = node;
        this.at = at;
        this.faults = faults;
    }

    boolean has(String key) {
        return node.has(key);
    }

    /** Whether it lacks the key, and has one that may be meant to be it and is reported as unknown. */
    boolean mistypes(String key) {
        return !has(key)
                && entries().keySet().stream().anyMatch(written -> !Suggestion.near(written, List.of(key))
                        .isEmpty());
    }

    Section section(String key) {
        return new Section(node.path(key), at.appendProperty(key), faults);
    }

    List<Section> items(String key) {
        List<Section> items = new ArrayList<>();
        if (node.path(key).isArray()) {
            node.path(key)
                    .forEach(item ->
                            items.add(new Section(item, at.appendProperty(key).appendIndex(items.size()), faults)));
        }
        return items;
    }

    /** The entries of a mapping, in the order of the file. */
    Map<String, Section> entries() {
        Map<String, Section> entries = new LinkedHashMap<>();
        node.fieldNames().forEachRemaining(name -> entries.put(name, section(name)));
        return entries;
    }

    Map<String, JsonNode> values(String key) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        node.path(key).properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        return values;
    }

    /** This value as text, or null where it is none. */
    String text() {
        return node.textValue();
    }

    String text(String key) {
        return node.path(key).textValue();
    }

    List<String> texts(String key) {
        return items(key).stream()
                .map(Section::text)
                .filter(text -> text != null)
                .toList();
    }

    boolean flag(String key, boolean unset) {
        return node.path(key).asBoolean(unset);
    }

    OptionalInt whole(String key) {
        JsonNode value = node.path(key);
        boolean fits = value.canConvertToExactIntegral() && value.canConvertToInt();
        return fits ? OptionalInt.of(value.intValue()) : OptionalInt.empty();
    }

    /** A time that the file gives in seconds, or null where it is unset. */
    Duration seconds(String key) {
        JsonNode value = node.path(key);
        return value.isNumber() ? Duration.ofNanos(Math.round(value.doubleValue() * 1e9)) : null;
    }

    /** The constant that the file names in lower case, or null where it is unset or names none. */
    <E extends Enum<E>> E choice(String key, Class<E> type) {
        String text = text(key);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        return null;
    }

    /** Reports this value. */
    void fault(String what) {
        faults.at(at, Dotted.path(at) + " " + what);
    }

    /** Reports this value, unless something is known to be wrong with it. */
    void faultIfSound(String what) {
        if (!isFaulty()) {
            fault(what);
        }
    }

    boolean isFaulty() {
        return faults.within(at);
    }

    int line() {
        return faults.positionOf(at).line();
    }

    /** Makes a record of this value; what its constructor refuses is a fault here, unless one is known already. */
    <T> Optional<T> build(Supplier<T> maker) {
        try {
            return Optional.of(maker.get());
        } catch (IllegalArgumentException e) {
            if (!isFaulty()) {
                faults.at(at, Dotted.path(at) + ": " + e.getMessage());
            }
            return Optional.empty();
        }
    }
}
