package org.rolemesh.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvReferencesTest {
    private static ProxyModel planner(String url, Map<String, String> env) throws ConfigInvalid {
        String yaml = "version: 1\nmodels:\n  planner:\n    type: proxy\n    proxy_url: " + url;
        return (ProxyModel) Read.config(yaml, env).models().get("planner");
    }

    @Test
    void a_reference_may_be_part_of_a_value() throws ConfigInvalid {
        String url = "\"http://${env:HOST:localhost}:${env:PORT}\"";

        assertThat(planner(url, Map.of("PORT", "8011")).urls())
                .containsExactly(new UpstreamUrl("http", "localhost", 8011, ""));
        assertThat(planner(url, Map.of("PORT", "1", "HOST", "gpu")).urls())
                .containsExactly(new UpstreamUrl("http", "gpu", 1, ""));
    }

    @Test
    void a_default_may_hold_colons() throws ConfigInvalid {
        assertThat(planner("${env:URL:http://127.0.0.1:8011}", Map.of()).urls())
                .containsExactly(new UpstreamUrl("http", "127.0.0.1", 8011, ""));
    }

    @Test
    void a_plain_reference_takes_the_type_of_its_value() throws ConfigInvalid {
        GatewayConfig config = Read.config(
                Read.planner("max_in_flight: ${env:LIMIT:4}") + "discovery:\n  allow_new_roles: ${env:NEW}",
                Map.of("NEW", "false"));

        assertThat(config.models().get("planner").maxInFlight()).hasValue(4);
        assertThat(config.discovery().allowNewRoles()).isFalse();
    }

    @Test
    void a_quoted_reference_is_text() throws ConfigInvalid {
        assertThat(Read.faults(Read.planner("max_in_flight: \"${env:LIMIT:4}\"")))
                .hasSize(1);
        assertThat(Read.plannerOf("openai_model_name: '${env:NAME:7}'").openaiModelName())
                .isEqualTo("7");
    }

    @Test
    void a_value_is_not_searched_for_references_again() {
        assertThat(Read.faults("version: 1\ndefault_model: ${env:A}", Map.of("A", "${env:B}", "B", "b")))
                .extracting(Fault::what)
                .containsExactly("default_model must be 1 to 128 of the characters A-Z a-z 0-9 . _ : / - and begin with"
                        + " a letter or digit");
    }

    @Test
    void an_unset_variable_is_one_fault_on_its_line() {
        assertThat(Read.lines(Read.planner("max_in_flight: ${env:LIMIT}")))
                .containsExactly("models.yaml:6: models.planner.max_in_flight refers to the environment variable LIMIT,"
                        + " which is not set; set it, or give a default as in ${env:LIMIT:default}");
    }

    @ParameterizedTest
    @CsvSource({"${env:}", "${env:1A}", "${env:A", "${env:A B}"})
    void a_broken_reference_is_a_fault(String reference) {
        assertThat(Read.lines("version: 1\ndefault_model: \"" + reference + "\""))
                .containsExactly("models.yaml:2: default_model has a broken environment reference; write ${env:NAME} or"
                        + " ${env:NAME:default}");
    }
}
