package org.rolemesh.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The schema, the example and the reference are one contract in three places. */
class ExampleConfigTest {
    private static final Path EXAMPLE = Path.of("configs/models.example.yaml");
    private static final Path SCHEMA = Path.of("configs/models.schema.json");
    private static final Path REFERENCE = Path.of("docs/CONFIG.md");
    private static final Map<String, String> ENV = Map.of(
            "CI_GATEWAY_KEY", "test-ci-key",
            "GPU_BOX_1_KEY", "test-node-key",
            "OPERATOR_KEY", "test-admin-key",
            "SUMMARIZER_KEY", "test-upstream-key");

    /** The example with every setting in it that has a '#' right before it. */
    private static String uncommented() throws IOException {
        return Files.readAllLines(EXAMPLE).stream()
                .map(line -> line.replaceFirst("^(\\s*)#(?=[^\\s#])", "$1"))
                .collect(Collectors.joining("\n"));
    }

    private static Set<String> keysOfSchema() throws IOException {
        Set<String> keys = new TreeSet<>();
        for (JsonNode properties :
                new ObjectMapper().readTree(Files.readString(SCHEMA)).findValues("properties")) {
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

    @Test
    void the_example_works_as_it_is() throws Exception {
        GatewayConfig config = new ConfigLoader(Map.of()).load(EXAMPLE);

        assertThat(config.defaultModel()).isEqualTo("planner");
        assertThat(config.models().keySet()).containsExactly("planner", "writer");
        assertThat(config.models().values())
                .extracting(model -> ((ProxyModel) model).urls().get(0).base())
                .containsExactly("http://127.0.0.1:8011", "http://127.0.0.1:8012");
    }

    @Test
    void the_example_works_with_every_commented_setting_in_use() throws Exception {
        GatewayConfig config = new ConfigLoader(ENV).parse(EXAMPLE.toString(), uncommented());

        assertThat(config.models().keySet()).containsExactly("planner", "writer", "summarizer", "coder");
        assertThat(config.auth().clientApiKeys())
                .extracting(KeyConfig::name)
                .containsExactly("client-1", "ci", "laptop", "notebook");
    }

    @Test
    void a_default_that_the_example_shows_is_the_default() throws Exception {
        GatewayConfig config = new ConfigLoader(ENV).parse(EXAMPLE.toString(), uncommented());

        assertThat(config.probe()).isEqualTo(ProbeConfig.DEFAULT);
        assertThat(config.limits()).isEqualTo(LimitsConfig.DEFAULT);
        assertThat(config.discovery()).isEqualTo(DiscoveryConfig.DEFAULT);
        assertThat(config.nodes().staleAfter()).isEqualTo(NodesConfig.DEFAULT.staleAfter());
    }

    @Test
    void the_example_shows_every_key_of_the_schema() throws IOException {
        String example = uncommented();

        assertThat(keysOfSchema()).isNotEmpty().allSatisfy(key -> assertThat(example)
                .containsPattern("(?m)^\\s*(- )?" + Pattern.quote(key) + ":"));
    }

    @Test
    void the_reference_names_every_key_of_the_schema() throws IOException {
        String reference = Files.readString(REFERENCE);

        assertThat(keysOfSchema()).allSatisfy(key -> assertThat(reference)
                .containsPattern("`([a-z_]+\\.)?" + Pattern.quote(key) + "(\\.[a-z_]+)?`"));
    }

    @Test
    void every_yaml_recipe_of_the_reference_loads() throws Exception {
        var recipes = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(Files.readString(REFERENCE));
        StringBuilder found = new StringBuilder();
        while (recipes.find()) {
            Read.config("version: 1\nmodels:\n" + recipes.group(1), Map.of("VLLM_KEY", "test-key"));
            found.append('.');
        }
        assertThat(found).hasSize(4);
    }

    @Test
    void every_property_of_the_schema_says_what_it_is() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(Files.readString(SCHEMA));

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

    @Test
    void the_schema_of_the_repository_is_the_one_in_the_program() throws IOException {
        try (var in = ConfigLoader.class.getResourceAsStream("/configs/models.schema.json")) {
            assertThat(in).isNotNull();
            assertThat(new ObjectMapper().readTree(in))
                    .isEqualTo(new ObjectMapper().readTree(Files.readString(SCHEMA)));
        }
    }
}
