package org.rolemesh.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.AnnotationKeyword;
import com.networknt.schema.path.NodePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks a tree against a published JSON Schema and says each fault in plain words. Safe for use by many threads. */
final class SchemaCheck {
    private static final Dialect DIALECT = Dialect.builder(Dialects.getDraft202012())
            .keyword(new AnnotationKeyword(SchemaWording.PATTERN_IN_WORDS))
            .build();

    private final Schema schema;
    private final SchemaWording wording;

    private SchemaCheck(JsonNode source) {
        this.schema = SchemaRegistry.withDialect(DIALECT).getSchema(source);
        this.wording = new SchemaWording(source);
    }

    /** @throws IllegalStateException if the resource, which is part of the program, is missing */
    static SchemaCheck fromClassPath(String resource) {
        try (InputStream in = SchemaCheck.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the program was built without " + resource);
            }
            return new SchemaCheck(new ObjectMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void run(JsonNode root, Faults faults) {
        List<Error> errors = schema.validate(root).stream()
                .filter(error -> !faults.has(instance(error)) && !isBranch(error))
                .toList();
        Set<JsonPointer> meant = meant(errors);
        for (Error error : errors) {
            if (wording.missing(error).stream().noneMatch(name -> meant.contains(property(error, name)))) {
                faults.at(subject(error), wording.of(error, subject(error)));
            }
        }
    }

    /** Keys that are there, but mistyped: to call them missing as well would report one mistake twice. */
    private Set<JsonPointer> meant(List<Error> errors) {
        Set<JsonPointer> meant = new HashSet<>();
        for (Error error : errors) {
            wording.meant(error).forEach(name -> meant.add(property(error, name)));
        }
        return meant;
    }

    /** The failure of one branch of a oneOf, or of a oneOf about something that should be a mapping: said elsewhere. */
    private static boolean isBranch(Error error) {
        boolean ofMapping = error.getInstanceNode().isObject();
        return error.getKeyword().equals("oneOf")
                ? !ofMapping
                : error.getEvaluationPath().contains("oneOf");
    }

    private static JsonPointer subject(Error error) {
        boolean names = error.getKeyword().equals("additionalProperties")
                || error.getKeyword().equals("propertyNames");
        return names ? property(error, error.getProperty()) : instance(error);
    }

    private static JsonPointer property(Error error, String name) {
        return instance(error).appendProperty(name);
    }

    private static JsonPointer instance(Error error) {
        return pointer(error.getInstanceLocation());
    }

    static JsonPointer pointer(NodePath path) {
        JsonPointer pointer = JsonPointer.empty();
        for (int i = 0; i < path.getNameCount(); i++) {
            pointer = path.getElement(i) instanceof Integer index
                    ? pointer.appendIndex(index)
                    : pointer.appendProperty(path.getName(i));
        }
        return pointer;
    }
}
