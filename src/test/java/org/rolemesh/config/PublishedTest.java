package org.rolemesh.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The schema, the example and the reference are one contract in three places. */
class PublishedTest {
    @ParameterizedTest
    @EnumSource
    void the_example_shows_every_key_of_the_schema(Published file) throws IOException {
        String example = file.uncommented();

        assertThat(file.keys()).isNotEmpty().allSatisfy(key -> assertThat(example)
                .containsPattern("(?m)^\\s*(- )?" + Pattern.quote(key) + ":"));
    }

    @ParameterizedTest
    @EnumSource
    void the_reference_names_every_key_of_the_schema(Published file) throws IOException {
        String reference = Files.readString(file.reference());

        assertThat(file.keys()).allSatisfy(key -> assertThat(reference)
                .containsPattern("`([a-z_]+\\.)?" + Pattern.quote(key) + "(\\.[a-z_]+)?`"));
    }

    @ParameterizedTest
    @EnumSource
    void every_property_of_the_schema_says_what_it_is(Published file) throws IOException {
        JsonNode schema = file.schema();

        for (JsonNode properties : schema.findValues("properties")) {
            for (JsonNode property : properties) {
                JsonNode said = property.has("title") || !property.has("$ref")
                        ? property
                        : schema.at(property.get("$ref").asText().substring(1));
                boolean condition = property.isBoolean() || (property.size() == 1 && property.has("const"));
                assertThat(condition || (said.has("title") && said.has("description")))
                        .as(property.toString())
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_schema_of_the_repository_is_the_one_in_the_program(Published file) throws IOException {
        try (var in = ConfigLoader.class.getResourceAsStream("/" + file.schemaFile())) {
            assertThat(in).isNotNull();
            assertThat(new ObjectMapper().readTree(in)).isEqualTo(file.schema());
        }
    }

    @Test
    void what_both_schemas_define_is_the_same() throws IOException {
        JsonNode gateway = Published.GATEWAY.schema().get("$defs");
        JsonNode agent = Published.NODE_AGENT.schema().get("$defs");

        assertThat(agent.properties())
                .filteredOn(definition -> gateway.has(definition.getKey()))
                .hasSizeGreaterThan(5)
                .allSatisfy(
                        definition -> assertThat(definition.getValue()).isEqualTo(gateway.get(definition.getKey())));
    }
}
