package org.rolemesh.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeMeaningFaultsTest {
    private static final String TWO_SLOTS = "version: 1\nslots: {gpu0: {device: 'cuda:0'}, gpu1: {device: 'cuda:1'}}\n";

    @Test
    void every_fault_of_a_file_is_reported_at_once_and_in_its_order() {
        assertThat(ReadNode.faults("""
                        version: 1
                        host: 0.0.0.0
                        port: 8101
                        gateways:
                          - {url: "http://10.0.0.2:8000", api_key_env: ABSENT}
                          - url: http://10.0.0.2:8000/v1/
                          - url: http://169.254.169.254
                        models_dir: ~/models
                        llama_server:
                          args: ["--rpc", "10.0.0.9:50052"]
                          port_range: 8100-8101
                        slots:
                          gpu0: {device: "cuda:0"}
                          gpu1: {device: "cuda:1"}
                          gpu2: {device: "cuda:0"}
                        roles:
                          planner:
                            model: ../planner.gguf
                            slots: [gpuO]
                            pin: true
                            ttl_s: 60
                        """))
                .containsExactly(
                        "node_agent.yaml:2: host is open to the network; set auth.api_keys first, or listen on"
                                + " 127.0.0.1",
                        "node_agent.yaml:2: host is no address that gateways can call; set advertise_url to one",
                        "node_agent.yaml:3: port puts the agent itself, on port 8101, among the ports of its servers;"
                                + " move one of port and llama_server.port_range",
                        "node_agent.yaml:5: gateways[0].api_key_env names an environment variable that is not set; set"
                                + " it, or remove this line",
                        "node_agent.yaml:6: gateways[1].url is the gateway of line 5 again; remove one of the two",
                        "node_agent.yaml:7: gateways[2].url: an upstream cannot be at a link-local, multicast or"
                                + " 0.0.0.0 address; on this machine it is 127.0.0.1",
                        "node_agent.yaml:8: models_dir: only a shell knows ~; write ${env:HOME} in its place",
                        "node_agent.yaml:10: llama_server.args[0] (--rpc) would send the model's work to other"
                                + " machines, unprotected; remove it",
                        "node_agent.yaml:11: llama_server.port_range has 2 ports for 3 slots; give each slot one",
                        "node_agent.yaml:15: slots.gpu2.device is the GPU of the slot on line 13 too; give each slot a"
                                + " GPU of its own",
                        "node_agent.yaml:18: roles.planner.model: a model cannot lie outside models_dir; write its"
                                + " path without ..",
                        "node_agent.yaml:19: roles.planner.slots[0] names no slot under slots; there are gpu0, gpu1,"
                                + " gpu2; did you mean 'gpu0' or 'gpu1' or 'gpu2'?",
                        "node_agent.yaml:21: roles.planner.ttl_s unloads what pin keeps loaded; remove one of the two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pin", "preload"})
    void roles_that_count_on_the_same_only_slot_are_refused(String kept) {
        assertThat(ReadNode.faults(TWO_SLOTS + """
                        roles:
                          planner: {model: a.gguf, slots: [gpu0], preload: true}
                          writer: {model: b.gguf, slots: [gpu0], %s: true}
                        """.formatted(kept)))
                .containsExactly("node_agent.yaml:5: roles.writer.slots are all taken by other roles that are preloaded"
                        + " or pinned; add a slot, or remove preload and pin from one of them");
    }

    @Test
    void roles_that_fit_when_each_moves_over_are_accepted() throws ConfigInvalid {
        assertThat(ReadNode.config(TWO_SLOTS + """
                        roles:
                          planner: {model: a.gguf, slots: [gpu0, gpu1], preload: true}
                          writer: {model: b.gguf, slots: [gpu0], pin: true}
                          coder: {model: c.gguf, slots: [gpu0]}
                        """).roles()).hasSize(3);
    }

    @Test
    void a_third_role_for_two_slots_is_refused() {
        assertThat(ReadNode.faults(TWO_SLOTS + """
                        roles:
                          planner: {model: a.gguf, slots: [gpu0, gpu1], preload: true}
                          writer: {model: b.gguf, slots: [gpu1, gpu0], pin: true}
                          coder: {model: c.gguf, slots: [gpu0, gpu1], preload: true}
                        """))
                .singleElement()
                .asString()
                .startsWith("node_agent.yaml:6: roles.coder.slots are all taken");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /models/a.gguf   | a model is named by its path under models_dir; write only what comes after that folder
                    a/../../b.gguf   | a model cannot lie outside models_dir; write its path without ..
                    a/../b.gguf      | a model cannot lie outside models_dir; write its path without ..
                    ./.              | a model is a file in models_dir, as in planner.gguf
                    ~/a.gguf         | only a shell knows ~; write ${env:HOME} in its place
                    "a\\nb.gguf"     | a path is not blank and has no control characters; remove them
                    """)
    void P8_a_model_outside_its_folder_is_refused(String model, String what) {
        assertThat(ReadNode.faults(TWO_SLOTS + "roles:\n  planner:\n    slots: [gpu0]\n    model: " + model))
                .containsExactly("node_agent.yaml:6: roles.planner.model: " + what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..gguf", "a..b/c.gguf", ".hidden/a b.gguf"})
    void dots_in_a_name_lead_nowhere(String model) throws ConfigInvalid {
        assertThat(ReadNode.config(TWO_SLOTS + "roles: {planner: {slots: [gpu0], model: '" + model + "'}}")
                        .roles()
                        .get("planner")
                        .model())
                .hasToString(model);
    }

    @Test
    void a_mistyped_list_of_slots_is_reported_once() {
        assertThat(ReadNode.faults("version: 1\nslot: {a: {device: cpu}}\nroles: {r: {model: m, slots: [a]}}"))
                .containsExactly("node_agent.yaml:2: unknown key 'slot'; did you mean 'slots'?");
    }

    @Test
    void a_mistyped_list_of_keys_is_not_called_missing_as_well() {
        for (String auth : new String[] {"auth: {api_kesy: [test-a]}", "atuh: {api_keys: [test-a]}"}) {
            assertThat(ReadNode.faults("version: 1\nhost: 10.0.0.5\n" + auth))
                    .singleElement()
                    .asString()
                    .startsWith("node_agent.yaml:3: unknown key");
        }
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.5", "gpu-box-1", "127.1", "'::'"})
    void L1_an_agent_without_keys_is_not_open_to_the_network(String host) {
        assertThat(ReadNode.faults(
                        "version: 1\nhost: '" + host + "'\nadvertise_url: http://10.0.0.5\nauth: {api_keys: []}"))
                .containsExactly("node_agent.yaml:2: host is open to the network; set auth.api_keys first, or listen on"
                        + " 127.0.0.1");
    }

    @Test
    void a_port_range_must_rise() {
        assertThat(ReadNode.faults("version: 1\nllama_server: {port_range: 8199-8100}"))
                .containsExactly(
                        "node_agent.yaml:2: llama_server.port_range: a port range goes from a lower to a higher"
                                + " port, both 1 to 65535, as in 8100-8199");
    }

    @Test
    void no_value_is_repeated_by_a_fault() {
        assertThat(ReadNode.faults("""
                        version: CANARY
                        node_id: /CANARY
                        host: "http://CANARY"
                        advertise_url: http://u:CANARY@h
                        gateways: [{url: "ftp://CANARY", api_key: "CANARY CANARY"}, {url: "http://h?CANARY"}]
                        auth: {api_keys: [" CANARY", {key: CANARY, name: /CANARY}]}
                        models_dir: ~CANARY
                        llama_server: {args: ["--api-key=CANARY", "--x CANARY"], port_range: CANARY}
                        slots: {a: {device: CANARY}}
                        roles: {r: {model: /CANARY, slots: [CANARY], args: ["$(CANARY)"]}}
                        """, Map.of())).hasSizeGreaterThan(14).noneMatch(line -> line.contains("CANARY"));
    }
}
