package org.rolemesh.config;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlFaultsTest {
    @Test
    void broken_yaml_is_one_fault_with_its_line() {
        assertThat(Read.faults("version: 1\nmodels:\n  planner: {type: proxy\n"))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.line()).isGreaterThanOrEqualTo(3);
                    assertThat(fault.what()).startsWith("not valid YAML");
                });
    }

    @Test
    void a_tab_for_indentation_is_found_on_its_line() {
        assertThat(Read.faults("version: 1\nmodels:\n\tplanner: {type: discovered}"))
                .extracting(Fault::line)
                .containsExactly(3);
    }

    @Test
    void a_control_character_is_found_on_its_line() {
        assertThat(Read.lines("version: 1\ndefault_model: \"a\u0000\""))
                .containsExactly("models.yaml:2: a control character is not allowed in YAML; remove it");
    }

    @Test
    void a_key_set_twice_is_a_fault_that_names_both_lines() {
        assertThat(Read.lines("version: 1\nmodels:\n  planner: {type: discovered}\n  planner: {type: discovered}"))
                .containsExactly("models.yaml:4: 'planner' is already set on line 3; remove one of the two");
    }

    @Test
    void a_second_document_is_refused() {
        assertThat(Read.faults("version: 1\n---\nversion: 1"))
                .extracting(Fault::line)
                .containsExactly(2);
    }

    @Test
    void an_alias_may_repeat_a_value() throws ConfigInvalid {
        GatewayConfig config = Read.config("""
                version: 1
                default_model: a
                models:
                  a: {type: discovered, timeouts: &short {connect_s: 1}}
                  b: {type: discovered, timeouts: *short}
                """);

        assertThat(config.models().get("b").timeouts())
                .isEqualTo(config.models().get("a").timeouts());
    }

    @Test
    @Timeout(value = 5, unit = SECONDS)
    void aliases_of_aliases_cannot_grow_without_bound() {
        String laughs = IntStream.rangeClosed(1, 9)
                .mapToObj(i -> "  - &a%d [%s]\n".formatted(i, ("*a" + (i - 1) + ",").repeat(9) + "*a" + (i - 1)))
                .collect(Collectors.joining());

        assertThat(Read.faults("version: 1\nmodels:\n  - &a0 [x]\n" + laughs)).isNotEmpty();
    }

    @Test
    @Timeout(value = 5, unit = SECONDS)
    void a_value_that_holds_itself_is_refused() {
        assertThat(Read.faults("version: 1\nmodels: &m {a: *m, b: *m}"))
                .extracting(Fault::what)
                .containsExactly("the file holds too many values from here on; aliases count as what they repeat");
    }

    @Test
    @Timeout(value = 5, unit = SECONDS)
    void deep_nesting_is_refused_before_it_costs_anything() {
        assertThat(Read.lines("version: " + "[".repeat(500_000)))
                .containsExactly("models.yaml:1: nested deeper than 32 levels; flatten it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"? [a]\n: 1", "<<: {version: 1}"})
    void keys_that_are_not_plain_text_are_refused(String key) {
        assertThat(Read.faults("version: 1\n" + key))
                .extracting(Fault::what)
                .containsExactly("a key is plain text; complex keys and merge keys (<<) are not read, write it out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"!other x", "!!int x", "!!binary eA==", ".nan", ".inf", "1e999", "!!float x"})
    void a_value_without_meaning_here_is_refused(String value) {
        assertThat(Read.faults("version: 1\ndefault_model: " + value))
                .extracting(Fault::what)
                .containsExactly(
                        "default_model is no number or text that can be read; if it is text, put it in quotes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "+4", "0x4", "0o4", "4.0"})
    void a_number_may_be_written_in_any_way_that_yaml_has(String four) throws ConfigInvalid {
        assertThat(Read.plannerOf("max_in_flight: " + four).maxInFlight()).hasValue(4);
    }

    @Test
    void a_number_beyond_all_bounds_is_a_fault_and_no_crash() {
        assertThat(Read.lines(Read.planner("max_in_flight: " + "9".repeat(60))))
                .containsExactly("models.yaml:6: models.planner.max_in_flight must be at most 100000");
    }
}
