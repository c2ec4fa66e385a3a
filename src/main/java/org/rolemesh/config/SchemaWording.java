package org.rolemesh.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Turns what a schema validator reports into a sentence that names the key and the remedy, and quotes no value. */
final class SchemaWording {
    /** Annotation of a pattern, in our schemas, that says what it allows; editors show it too. */
    static final String PATTERN_IN_WORDS = "patternErrorMessage";

    private final JsonNode schema;

    SchemaWording(JsonNode schema) {
        this.schema = schema;
    }

    String of(Error error, JsonPointer subject) {
        String path = Dotted.path(subject);
        JsonNode rule = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "additionalProperties" -> unknownKey(error);
            case "required" -> missingKey(error, path);
            case "oneOf" -> path + " needs exactly one of " + String.join(", ", alternatives(rule));
            case "false" -> path + " does not go with this type of model; remove it or change the type";
            case "type" -> path + TypeWording.of(rule, error.getInstanceNode());
            case "enum" ->
                path + " must be one of " + String.join(", ", texts(rule))
                        + Suggestion.question(error.getInstanceNode().asText(), texts(rule));
            case "const" -> path + " must be " + rule.asText();
            case "minimum" -> path + " must be at least " + rule.asText();
            case "maximum" -> path + " must be at most " + rule.asText();
            case "minLength" -> path + " must not be empty";
            case "not" ->
                path + " cannot have both " + String.join(" and ", texts(rule.path("required")))
                        + "; remove one of the two";
            case "uniqueItems" -> path + " has an entry twice; remove one of the two";
            case "minItems" -> path + " must have at least one entry, or be left out";
            case "pattern" -> path + " " + parent(error).path(PATTERN_IN_WORDS).asText();
            case "propertyNames" ->
                path + ": the name " + target(rule).path(PATTERN_IN_WORDS).asText();
            default -> path + " is not allowed here; see docs/CONFIG.md";
        };
    }

    /** The keys whose absence is the error. */
    List<String> missing(Error error) {
        return switch (error.getKeyword()) {
            case "required" -> List.of(error.getProperty());
            case "oneOf" -> alternatives(error.getSchemaNode());
            default -> List.of();
        };
    }

    /** The keys that an unknown one may have been meant to be. */
    List<String> meant(Error error) {
        boolean unknown = error.getKeyword().equals("additionalProperties");
        return unknown ? Suggestion.near(error.getProperty(), keys(error)) : List.of();
    }

    private String unknownKey(Error error) {
        String question = Suggestion.question(error.getProperty(), keys(error));
        String remedy = question.isEmpty() ? "; the keys here are " + String.join(", ", keys(error)) : question;
        return "unknown key '" + Dotted.name(error.getProperty()) + "'" + remedy;
    }

    private String missingKey(Error error, String path) {
        JsonNode rules = parent(error).path("properties").path(error.getProperty());
        JsonNode example = rules.has("const")
                ? rules.get("const")
                : rules.path(rules.has("enum") ? "enum" : "examples").path(0);
        return path + " has no '" + error.getProperty() + "'; add it, for example '" + error.getProperty() + ": "
                + (example.isValueNode() ? example.asText() : example) + "'";
    }

    private List<String> keys(Error error) {
        List<String> keys = new ArrayList<>();
        parent(error).path("properties").fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static List<String> alternatives(JsonNode branches) {
        return StreamSupport.stream(branches.spliterator(), false)
                .map(branch -> branch.path("required").path(0).asText())
                .toList();
    }

    private static List<String> texts(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.toList());
    }

    /** The schema object that the failed keyword stands in. */
    private JsonNode parent(Error error) {
        return schema.at(
                SchemaCheck.pointer(error.getSchemaLocation().getFragment()).head());
    }

    private JsonNode target(JsonNode rule) {
        return rule.has("$ref") ? schema.at(rule.get("$ref").asText().substring(1)) : rule;
    }
}
