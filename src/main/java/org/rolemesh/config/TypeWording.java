package org.rolemesh.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Says that a value is of the wrong type, and what to write instead. */
final class TypeWording {
    private static final Pattern UNQUOTED_IS_NO_TEXT = Pattern.compile("[-+]?[0-9.]+|true|false");

    private TypeWording() {}

    /** @param expected the schema's {@code type}: one name or a list of names */
    static String of(JsonNode expected, JsonNode value) {
        if (value.isNull()) {
            return " has no value; give it one, or remove the line";
        }
        List<String> names = new ArrayList<>();
        (expected.isArray() ? expected : List.of(expected)).forEach(name -> names.add(name.asText()));
        List<String> types = names.stream().map(TypeWording::inWords).toList();
        return " must be " + String.join(" or ", types) + ", but is " + inWords(value) + remedy(names, value);
    }

    private static String remedy(List<String> expected, JsonNode value) {
        if (value.isTextual()) {
            return UNQUOTED_IS_NO_TEXT.matcher(value.textValue()).matches() ? "; remove the quotes" : "";
        }
        if (value.isContainerNode()) {
            return "; check the indentation";
        }
        return expected.contains("string") ? "; put it in quotes" : "";
    }

    private static String inWords(String type) {
        return switch (type) {
            case "string" -> "text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case "array" -> "a list, as in [a, b]";
            case "object" -> "a mapping of keys to values";
            default -> type;
        };
    }

    private static String inWords(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "text";
            case NUMBER -> value.isIntegralNumber() ? "a whole number" : "a number with a fraction";
            case BOOLEAN -> "true or false";
            case ARRAY -> "a list";
            case OBJECT -> "a mapping";
            default -> "empty";
        };
    }
}
