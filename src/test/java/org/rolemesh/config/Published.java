package org.rolemesh.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What users are given to write one kind of config file: three files that are one contract. */
enum Published {
    GATEWAY("models", "CONFIG"),
    NODE_AGENT("node_agent", "NODE_CONFIG");

    private final String name;
    private final String page;

    Published(String name, String page) {
        this.name = name;
        this.page = page;
    }

    Path example() {
        return Path.of("configs/" + name + ".example.yaml");
    }

    Path reference() {
        return Path.of("docs/" + page + ".md");
    }

    JsonNode schema() throws IOException {
        return new ObjectMapper().readTree(schemaFile().toFile());
    }

    Path schemaFile() {
        return Path.of("configs/" + name + ".schema.json");
    }

    /** The example with every setting in it that has a '#' right before it. */
    String uncommented() throws IOException {
        return Files.readAllLines(example()).stream()
                .map(line -> line.replaceFirst("^(\\s*)#(?=[^\\s#])", "$1"))
                .collect(Collectors.joining("\n"));
    }

    Set<String> keys() throws IOException {
        Set<String> keys = new TreeSet<>();
        for (JsonNode properties : schema().findValues("properties")) {
            collect(properties, keys);
        }
        return keys;
    }

    private static void collect(JsonNode properties, Set<String> keys) {
        properties.fieldNames().forEachRemaining(keys::add);
        for (JsonNode property : properties) {
            property.findValues("properties").forEach(inner -> collect(inner, keys));
        }
    }
}
