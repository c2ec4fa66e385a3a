package org.rolemesh.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeSchemaFaultsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    nctx: 8192                 | unknown key 'nctx'; did you mean 'n_ctx'?
                    n_ctx: 0                   | roles.planner.n_ctx must be at least 1
                    parallel: '4'              | roles.planner.parallel must be a whole number, but is text; remove the quotes
                    pin: yes                   | roles.planner.pin must be true or false, but is text
                    ttl_s: -1                  | roles.planner.ttl_s must be at least 0
                    load_timeout_s: 0          | roles.planner.load_timeout_s must be at least 0.001
                    args: --mlock              | roles.planner.args must be a list, as in [a, b], but is text
                    args: ['--threads', 8]     | roles.planner.args[1] must be text, but is a whole number; put it in quotes
                    args: ['']                 | roles.planner.args[0] must not be empty
                    """)
    void a_fault_of_a_role_says_in_words_what_is_wrong_and_where(String line, String what) {
        assertThat(ReadNode.faults(ReadNode.planner(line))).containsExactly("node_agent.yaml:7: " + what);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    hearbeat_s: 5                             | unknown key 'hearbeat_s'; did you mean 'heartbeat_s'?
                    node_id: my box                           | node_id must be 1 to 128 of the characters A-Z a-z 0-9 . _ - and begin with a letter or digit
                    host: 127.0.0.1:8091                      | host must be an IP address or a host name alone, as in 127.0.0.1; the port has a line of its own
                    port: 70000                               | port must be at most 65535
                    gateways: http://10.0.0.2:8000            | gateways must be a list, as in [a, b], but is text
                    gateways: [{}]                            | gateways[0] has no 'url'; add it, for example 'url: http://10.0.0.2:8000'
                    gateways: [{url: 'http://a', api_key: test-a, api_key_env: A}] | gateways[0] cannot have both api_key and api_key_env; remove one of the two
                    auth: {api_keys: [{name: a}]}             | auth.api_keys[0] needs exactly one of key, key_env, key_sha256
                    llama_server: {port_range: 8100}          | llama_server.port_range must be text, but is a whole number; put it in quotes
                    llama_server: {port_range: 8100..8199}    | llama_server.port_range must be a lower and a higher port with a dash between them, as in 8100-8199
                    slots: {gpu0: {}}                         | slots.gpu0 has no 'device'; add it, for example 'device: cuda:0'
                    slots: {gpu0: {device: gpu0}}             | slots.gpu0.device must be cuda:N or rocm:N, N being the number of the card, or cpu
                    slots: {gpu0: {device: 'cuda:00'}}        | slots.gpu0.device must be cuda:N or rocm:N, N being the number of the card, or cpu
                    slots: {gpu/0: {device: cpu}}             | slots.gpu/0: the name must be 1 to 64 of the characters A-Z a-z 0-9 . _ - and begin with a letter or digit
                    """)
    void a_fault_elsewhere_says_so_too(String line, String what) {
        assertThat(ReadNode.faults("version: 1\n" + line)).containsExactly("node_agent.yaml:2: " + what);
    }

    @Test
    void a_role_must_say_its_model_and_slots() {
        assertThat(ReadNode.faults("version: 1\nroles:\n  planner: {}"))
                .containsExactly(
                        "node_agent.yaml:3: roles.planner has no 'model'; add it, for example 'model: planner.gguf'",
                        "node_agent.yaml:3: roles.planner has no 'slots'; add it, for example 'slots: [\"gpu0\"]'");
    }

    @Test
    void a_slot_twice_in_a_role_is_refused() {
        assertThat(ReadNode.faults("""
                        version: 1
                        slots: {a: {device: cpu}}
                        roles: {planner: {model: m.gguf, slots: [a, a]}}
                        """))
                .containsExactly("node_agent.yaml:3: roles.planner.slots has an entry twice; remove one of the two");
    }
}
