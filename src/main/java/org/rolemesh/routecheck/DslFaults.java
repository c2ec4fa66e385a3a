package org.rolemesh.routecheck;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.rolemesh.config.YamlText;

/**
 * Finds what Camel's YAML DSL does not know. A step can be written in several ways, and where it fits none of them the
 * schema complains about each; what lies deepest is what is meant.
 */
final class DslFaults {
    private final YamlText yaml;
    private final Map<JsonPointer, List<Error>> byPlace = new LinkedHashMap<>();
    /** Where something has been said, or needs not be: what is said of the values around it follows from it. */
    private final Set<JsonPointer> settled = new LinkedHashSet<>();

    private DslFaults(YamlText yaml, List<Error> errors) {
        this.yaml = yaml;
        errors.forEach(error -> byPlace.computeIfAbsent(
                        CamelSchema.pointer(error.getInstanceLocation()), place -> new ArrayList<>())
                .add(error));
    }

    static void find(YamlText yaml, JsonNode tree) {
        new DslFaults(yaml, CamelSchema.get().validate(tree)).findDeepestFirst();
    }

    private void findDeepestFirst() {
        byPlace.keySet().stream()
                .sorted(Comparator.comparingInt(DslFaults::depth).reversed())
                .forEach(place -> find(place, byPlace.get(place)));
    }

    private void find(JsonPointer place, List<Error> errors) {
        List<Error> crowded = of("maxProperties", errors);
        List<Error> unknown = of("additionalProperties", errors);
        if (!crowded.isEmpty()) {
            say(place, DslWording.crowded(keysOf(crowded.get(0).getInstanceNode())));
        } else if (!unknown.isEmpty()) {
            sayUnknown(place, unknown);
        } else if (!isSettledWithin(place)) {
            sayRest(place, errors);
        }
        settled.add(place);
    }

    private void sayUnknown(JsonPointer place, List<Error> errors) {
        Map<String, Set<String>> known = new LinkedHashMap<>();
        errors.forEach(error -> known.computeIfAbsent(error.getProperty(), name -> new LinkedHashSet<>())
                .addAll(CamelSchema.get().keysBeside(error)));
        boolean step = isStep(place);
        known.forEach((name, keys) -> say(place.appendProperty(name), DslWording.unknown(name, keys, step)));
    }

    private void sayRest(JsonPointer place, List<Error> errors) {
        List<Error> types = of("type", errors);
        List<Error> choices = of("enum", errors);
        Set<String> missing =
                of("required", errors).stream().map(Error::getProperty).collect(Collectors.toSet());
        if (!types.isEmpty()) {
            Set<String> expected = types.stream()
                    .map(error -> error.getSchemaNode().asText())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            JsonNode value = types.get(0).getInstanceNode();
            if (!DslWording.fits(value, expected) && !isCrowded(place.head(), value)) {
                say(place, DslWording.wrongType(name(place), value, expected));
            }
        } else if (!choices.isEmpty()) {
            JsonNode value = choices.get(0).getInstanceNode();
            List<String> allowed = choices.stream()
                    .flatMap(error -> texts(error.getSchemaNode()).stream())
                    .toList();
            if (allowed.stream().noneMatch(value.asText()::equalsIgnoreCase) && !Endpoint.isOpen(value.asText())) {
                say(place, DslWording.wrongChoice(name(place), value.asText(), allowed));
            }
        } else if (!missing.isEmpty()) {
            say(place, DslWording.missing(name(place), missing));
        }
    }

    /** Whether the value has none because what belongs under it stands beside it. */
    private boolean isCrowded(JsonPointer around, JsonNode value) {
        return value.isNull()
                && !of("maxProperties", byPlace.getOrDefault(around, List.of())).isEmpty();
    }

    private void say(JsonPointer place, String what) {
        yaml.fault(place, what);
        settled.add(place);
    }

    private boolean isSettledWithin(JsonPointer place) {
        String inside = place + "/";
        return settled.stream().anyMatch(at -> at.toString().startsWith(inside));
    }

    private static List<Error> of(String keyword, List<Error> errors) {
        return errors.stream()
                .filter(error -> error.getKeyword().equals(keyword))
                .toList();
    }

    /** Whether a list of steps holds it. */
    private static boolean isStep(JsonPointer place) {
        return place.last() != null
                && place.last().mayMatchElement()
                && place.head().last() != null
                && place.head().last().getMatchingProperty().equals("steps");
    }

    /** The nearest key. */
    private static String name(JsonPointer place) {
        JsonPointer at = place;
        while (at.last() != null && at.last().mayMatchElement()) {
            at = at.head();
        }
        return at.last() == null ? "the file" : at.last().getMatchingProperty();
    }

    private static int depth(JsonPointer place) {
        int depth = 0;
        for (JsonPointer at = place; !at.matches(); at = at.tail()) {
            depth++;
        }
        return depth;
    }

    private static List<String> keysOf(JsonNode mapping) {
        List<String> keys = new ArrayList<>();
        mapping.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static List<String> texts(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
