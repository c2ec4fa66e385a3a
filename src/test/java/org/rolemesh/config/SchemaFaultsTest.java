package org.rolemesh.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaFaultsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    proxi_url: http://x           | unknown key 'proxi_url'; did you mean 'proxy_url'?
                    maxInFlight: 3                | unknown key 'maxInFlight'; did you mean 'max_in_flight'?
                    strategy: leest_busy          | models.planner.strategy must be one of round_robin, least_busy, prefix_affinity; did you mean 'least_busy'?
                    probe: never                  | models.planner.probe must be one of reachable, model_listed
                    max_in_flight: 0              | models.planner.max_in_flight must be at least 1
                    max_in_flight: 1.5            | models.planner.max_in_flight must be a whole number, but is a number with a fraction
                    max_in_flight: '4'            | models.planner.max_in_flight must be a whole number, but is text; remove the quotes
                    openai_model_name: 7          | models.planner.openai_model_name must be text, but is a whole number; put it in quotes
                    openai_model_name: -x         | models.planner.openai_model_name must be 1 to 128 of the characters A-Z a-z 0-9 . _ : / - and begin with a letter or digit
                    load_timeout_s: 86401         | models.planner.load_timeout_s must be at most 86400
                    load_timeout_s: 0             | models.planner.load_timeout_s must be at least 0.001
                    load_timeout_s:               | models.planner.load_timeout_s has no value; give it one, or remove the line
                    queue: 5                      | models.planner.queue must be a mapping of keys to values, but is a whole number
                    queue: {length: yes}          | models.planner.queue.length must be a whole number, but is text
                    queue: {size: 5}              | unknown key 'size'; the keys here are length, timeout_s
                    strip: user                   | models.planner.strip must be a list, as in [a, b], but is text
                    strip: [user, 1]              | models.planner.strip[1] must be text, but is a whole number; put it in quotes
                    api_key_env: sk-test-key      | models.planner.api_key_env must be the name of an environment variable (letters, digits and _), not its value
                    role: planner                 | models.planner.role does not go with this type of model; remove it or change the type
                    proxy_urls: ['http://x']      | models.planner needs exactly one of proxy_url, proxy_urls
                    proxy_urls: []                | models.planner.proxy_urls must have at least one entry, or be left out
                    defaults: {model: 3}          | models.planner.defaults.model must be text, but is a whole number; put it in quotes
                    """)
    void a_fault_says_in_words_what_is_wrong_and_where(String line, String what) {
        assertThat(Read.faults(Read.planner(line))).extracting(Fault::what).contains(what);
        assertThat(Read.faults(Read.planner(line)))
                .filteredOn(fault -> fault.what().equals(what))
                .extracting(Fault::line)
                .containsExactly(what.startsWith("models.planner needs") ? 3 : 6);
    }

    @Test
    void every_fault_of_a_file_is_reported_at_once_and_in_its_order() {
        String yaml = """
                version: 2
                default_modell: planner
                auth:
                  client_api_keys: [{name: a}]
                discovery: {allow_new_roles: 1}
                models:
                  planner:
                    type: prxy
                  writer:
                    proxy_url: ftp://x
                  -bad:
                    type: proxy
                    proxy_url: http://u:p@x
                    timeouts: {connect_s: none}
                """;

        assertThat(Read.lines(yaml))
                .containsExactly(
                        "models.yaml:1: version must be 1",
                        "models.yaml:2: unknown key 'default_modell'; did you mean 'default_model'?",
                        "models.yaml:4: auth.client_api_keys[0] needs exactly one of key, key_env, key_sha256",
                        "models.yaml:5: discovery.allow_new_roles must be true or false, but is a whole number",
                        "models.yaml:8: models.planner.type must be one of proxy, discovered; did you mean 'proxy'?",
                        "models.yaml:9: models.writer has no 'type'; add it, for example 'type: proxy'",
                        "models.yaml:10: models.writer.proxy_url: an upstream URL must begin with http:// or https://,"
                                + " as in http://127.0.0.1:8011",
                        "models.yaml:11: models.-bad: the name must be 1 to 128 of the characters A-Z a-z 0-9 . _ : /"
                                + " - and begin with a letter or digit",
                        "models.yaml:13: models.-bad.proxy_url: an upstream URL holds no credentials; remove them and"
                                + " set api_key_env",
                        "models.yaml:14: models.-bad.timeouts.connect_s must be a number, but is text");
    }

    @Test
    void a_mistyped_key_is_not_called_missing_as_well() {
        assertThat(Read.lines("versoin: 1\nmodels: {planner: {typ: proxy, proxyurl: http://x}}"))
                .containsExactly(
                        "models.yaml:1: unknown key 'versoin'; did you mean 'version'?",
                        "models.yaml:2: unknown key 'typ'; did you mean 'type'?",
                        "models.yaml:2: unknown key 'proxyurl'; did you mean 'proxy_url'?");
    }

    @Test
    void a_proxy_without_a_url_is_refused_at_its_alias() {
        assertThat(Read.lines("version: 1\nmodels:\n  planner:\n    type: proxy"))
                .containsExactly("models.yaml:3: models.planner needs exactly one of proxy_url, proxy_urls");
    }

    @Test
    void what_only_a_proxy_has_is_refused_on_a_discovered_alias() {
        assertThat(Read.faults("""
                        version: 1
                        models:
                          coder:
                            type: discovered
                            proxy_url: http://x
                            probe: reachable
                        """)).extracting(Fault::line).containsExactly(5, 6);
    }

    @Test
    void a_file_that_is_no_mapping_is_refused() {
        assertThat(Read.lines("- version: 1"))
                .containsExactly("models.yaml:1: the file must be a mapping of keys to values, but is a list; check the"
                        + " indentation");
    }

    @Test
    void an_empty_file_says_how_to_begin() {
        assertThat(Read.lines("# nothing\n"))
                .containsExactly("models.yaml:1: the file says nothing; begin with 'version: 1'");
    }

    @Test
    void a_line_end_in_a_name_cannot_forge_another_fault() {
        assertThat(Read.faults("version: 1\n\"x\\nmodels.yaml:1\": 2"))
                .singleElement()
                .satisfies(fault -> assertThat(fault.toString()).doesNotContain("\n"));
    }

    @Test
    void a_name_that_ends_in_a_line_end_is_no_alias() {
        assertThat(Read.faults("version: 1\nmodels: {\"planner\\n\": {type: discovered}}"))
                .extracting(Fault::line)
                .containsExactly(2);
    }
}
