package org.rolemesh.routecheck;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.rolemesh.config.Suggestion;

/** Says what Camel's YAML DSL does not take, and what to write instead. */
final class DslWording {
    /** So many keys can be read in a message. */
    private static final int FEW = 20;

    private DslWording() {}

    static String unknown(String name, Set<String> known, boolean step) {
        String what = step ? "there is no step '" + name + "'" : "unknown key '" + name + "'";
        String question = Suggestion.question(name, known);
        if (question.isEmpty() && known.size() <= FEW) {
            return what + "; the keys here are " + String.join(", ", known);
        }
        return question.isEmpty() ? what + " in Camel's YAML DSL; is it spelt and indented right?" : what + question;
    }

    /** For a step that has more than one name. */
    static String crowded(List<String> keys) {
        return "here is room for one of " + String.join(", ", keys) + "; indent what belongs to '" + keys.get(0)
                + "' further, and begin another step with '- '";
    }

    static String missing(String owner, Set<String> keys) {
        if (keys.size() == 1) {
            return owner + " has no '" + keys.iterator().next() + "'; add it";
        }
        if (keys.contains("simple") && keys.contains("constant")) {
            return owner + " has no expression; add one, as in simple: {expression: \"${variable.alias}\"}";
        }
        return owner + " needs one of " + keys.stream().sorted().collect(Collectors.joining(", "));
    }

    static String wrongChoice(String name, String value, Collection<String> allowed) {
        return name + " must be one of " + String.join(", ", allowed) + Suggestion.question(value, allowed);
    }

    static String wrongType(String name, JsonNode value, Set<String> expected) {
        if (value.isNull()) {
            return name + " has no value; give it one, or remove the line";
        }
        return name + " must be "
                + expected.stream().map(DslWording::inWords).collect(Collectors.joining(" or "))
                + (value.isContainerNode() ? "; check the indentation" : "");
    }

    /** Whether Camel takes the value all the same: it reads a text as a number or the other way round, as needed. */
    static boolean fits(JsonNode value, Set<String> expected) {
        if (value.isNull() || value.isContainerNode()) {
            return false;
        }
        String text = value.asText();
        return expected.contains("string")
                || Endpoint.isOpen(text)
                || (expected.contains("boolean") && text.matches("(?i)true|false"))
                || (expected.stream().anyMatch(Set.of("number", "integer")::contains) && text.matches("-?[0-9.]+"));
    }

    private static String inWords(String type) {
        return switch (type) {
            case "string" -> "text";
            case "integer", "number" -> "a number";
            case "boolean" -> "true or false";
            case "array" -> "a list, whose lines begin with '- '";
            case "object" -> "a mapping of keys to values";
            default -> type;
        };
    }
}
