package org.rolemesh.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeaningFaultsTest {
    private static final String TWO_ALIASES = """
            models:
              planner: {type: discovered}
              writer: {type: discovered}
            """;

    @Test
    void a_default_that_names_no_alias_is_told_the_aliases_and_the_near_one() {
        assertThat(Read.lines("version: 1\ndefault_model: plannr\ndiscovery: {allow_new_roles: false}\n" + TWO_ALIASES))
                .containsExactly("models.yaml:2: default_model names no alias under models; there are planner, writer;"
                        + " did you mean 'planner'?");
    }

    @Test
    void a_default_may_name_a_role_that_only_nodes_bring() throws ConfigInvalid {
        assertThat(Read.config("version: 1\ndefault_model: reviewer\n" + TWO_ALIASES)
                        .defaultModel())
                .isEqualTo("reviewer");
    }

    @Test
    void two_aliases_need_a_default() {
        assertThat(Read.lines("version: 1\n" + TWO_ALIASES))
                .containsExactly(
                        "models.yaml:1: the file has no 'default_model'; add it, naming one of planner, writer");
    }

    @Test
    void two_aliases_cannot_share_an_id() {
        assertThat(Read.lines("""
                        version: 1
                        default_model: planner
                        models:
                          planner: {type: discovered}
                          writer:
                            type: discovered
                            openai_model_name: planner
                        """))
                .containsExactly("models.yaml:7: models.writer.openai_model_name gives clients the same id as the alias"
                        + " on line 4; give one of the two another openai_model_name");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    overrides: {model: x}                | overrides.model has no effect; set defaults.model instead
                    strip: [user, model]                 | strip[1] would remove the model, which every upstream needs; remove this entry
                    {overrides: {a: 1}, strip: [a]}      | strip[0] removes a field that overrides sets; remove one of the two
                    api_key_env: TWO_LINES               | api_key_env: a key must be visible ASCII characters without spaces or line ends
                    """)
    void what_a_schema_cannot_see_is_found_too(String setting, String what) {
        String yaml = setting.startsWith("{")
                ? Read.planner(setting.substring(1, setting.length() - 1).replace(", strip", "\nstrip"))
                : Read.planner(setting);

        assertThat(Read.faults(yaml, Map.of("TWO_LINES", "test-key\r\nX-Other: 1")))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.what()).isEqualTo("models.planner." + what);
                    assertThat(fault.line()).isGreaterThanOrEqualTo(6);
                });
    }

    @Test
    void an_upstream_is_named_only_once() {
        assertThat(Read.lines("""
                        version: 1
                        models:
                          planner:
                            type: proxy
                            proxy_urls: ["http://h:80/v1", "http://H/"]
                        """))
                .containsExactly(
                        "models.yaml:3: models.planner: proxy_urls must name at least one upstream, and each only once");
    }

    @Test
    void each_bad_upstream_of_a_list_has_its_own_fault() {
        assertThat(Read.faults("""
                        version: 1
                        models:
                          planner:
                            type: proxy
                            proxy_urls:
                              - http://ok:1
                              - http://169.254.169.254
                              - http://x/?q=1
                        """)).extracting(Fault::line).containsExactly(7, 8);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0", "10.0.0.0/33", "10.0.0/8", "host/8", "fd00::/129", "/8", "010.0.0.0/8"})
    void a_network_must_be_one(String cidr) {
        assertThat(Read.lines("version: 1\nnodes:\n  allowed_cidrs: ['" + cidr + "']"))
                .containsExactly("models.yaml:3: nodes.allowed_cidrs[0]: allowed_cidrs must hold networks such as"
                        + " 10.0.0.0/8 or fd00::/8");
    }

    @Test
    void networks_of_both_kinds_are_read() throws ConfigInvalid {
        assertThat(Read.config("version: 1\nnodes: {allowed_cidrs: [10.0.0.0/8, 'fd00::/8']}")
                        .nodes()
                        .allowedCidrs())
                .containsExactly(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8"));
    }
}
