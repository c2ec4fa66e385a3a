package org.rolemesh.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ExampleConfigTest {
    private static final Path EXAMPLE = Published.GATEWAY.example();
    private static final Map<String, String> ENV = Map.of(
            "CI_GATEWAY_KEY", "test-ci-key",
            "GPU_BOX_1_KEY", "test-node-key",
            "OPERATOR_KEY", "test-admin-key",
            "SUMMARIZER_KEY", "test-upstream-key");

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
        GatewayConfig config = new ConfigLoader(ENV).parse(EXAMPLE.toString(), Published.GATEWAY.uncommented());

        assertThat(config.models().keySet()).containsExactly("planner", "writer", "summarizer", "coder");
        assertThat(config.auth().clientApiKeys())
                .extracting(KeyConfig::name)
                .containsExactly("client-1", "ci", "laptop", "notebook");
    }

    @Test
    void a_default_that_the_example_shows_is_the_default() throws Exception {
        GatewayConfig config = new ConfigLoader(ENV).parse(EXAMPLE.toString(), Published.GATEWAY.uncommented());

        assertThat(config.probe()).isEqualTo(ProbeConfig.DEFAULT);
        assertThat(config.limits()).isEqualTo(LimitsConfig.DEFAULT);
        assertThat(config.discovery()).isEqualTo(DiscoveryConfig.DEFAULT);
        assertThat(config.nodes().staleAfter()).isEqualTo(NodesConfig.DEFAULT.staleAfter());
    }

    @Test
    void every_yaml_recipe_of_the_reference_loads() throws Exception {
        var recipes = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(Files.readString(Published.GATEWAY.reference()));
        StringBuilder found = new StringBuilder();
        while (recipes.find()) {
            Read.config("version: 1\nmodels:\n" + recipes.group(1), Map.of("VLLM_KEY", "test-key"));
            found.append('.');
        }
        assertThat(found).hasSize(4);
    }
}
