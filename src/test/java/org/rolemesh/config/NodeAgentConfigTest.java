package org.rolemesh.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeAgentConfigTest {
    @Test
    void a_file_with_only_a_version_gets_every_default() throws ConfigInvalid {
        assertThat(ReadNode.config("version: 1"))
                .isEqualTo(new NodeAgentConfig(
                        1,
                        "gpu-box-1",
                        Set.of(),
                        new AgentAddress("127.0.0.1", 8091, Optional.empty()),
                        new TlsFiles(null, null, null),
                        List.of(),
                        new TlsFiles(null, null, null),
                        Duration.ofSeconds(10),
                        List.of(),
                        Path.of("models"),
                        new LlamaServerConfig(Path.of("llama-server"), List.of(), new PortRange(8100, 8199), null),
                        Map.of(),
                        Map.of()));
    }

    @Test
    void a_role_with_only_a_model_and_slots_gets_every_default() throws ConfigInvalid {
        assertThat(ReadNode.config(ReadNode.planner("")).roles().get("planner"))
                .isEqualTo(new RoleConfig(
                        "planner",
                        new ModelFile(Path.of("planner.gguf")),
                        List.of("gpu0", "gpu1"),
                        false,
                        false,
                        OptionalInt.empty(),
                        1,
                        Optional.empty(),
                        Duration.ofMinutes(10),
                        List.of()));
    }

    @Test
    void every_setting_of_a_role_is_read() throws ConfigInvalid {
        assertThat(ReadNode.config("""
                        version: 1
                        slots: {big: {device: "rocm:10"}}
                        roles:
                          org/planner:7b:
                            model: ./sub/planner.gguf
                            slots: [big]
                            preload: true
                            n_ctx: 4096
                            parallel: 3
                            ttl_s: 1.5
                            load_timeout_s: 7
                            args: ["--threads", "-1"]
                        """).roles().get("org/planner:7b"))
                .isEqualTo(new RoleConfig(
                        "org/planner:7b",
                        new ModelFile(Path.of("sub/planner.gguf")),
                        List.of("big"),
                        true,
                        false,
                        OptionalInt.of(4096),
                        3,
                        Optional.of(Duration.ofMillis(1500)),
                        Duration.ofSeconds(7),
                        List.of("--threads", "-1")));
    }

    @Test
    void a_ttl_of_nothing_is_none_and_goes_with_pin() throws ConfigInvalid {
        RoleConfig role =
                ReadNode.config(ReadNode.planner("ttl_s: 0\npin: true")).roles().get("planner");

        assertThat(role.ttl()).isEmpty();
        assertThat(role.pin()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, http://127.0.0.1:8091", "'::1', http://[::1]:8091", "LocalHost, http://localhost:8091"})
    void what_gateways_are_told_follows_host_and_port(String host, String url) throws ConfigInvalid {
        NodeAgentConfig config = ReadNode.config("version: 1\nhost: '" + host + "'");

        assertThat(config.address().isLoopback()).isTrue();
        assertThat(config.address().url(false)).hasToString(url);
        assertThat(config.listeningOn(host, 9000).address().url(false)).hasToString(url.replace("8091", "9000"));
    }

    @Test
    void what_the_file_tells_gateways_stays_where_the_agent_listens_elsewhere() throws ConfigInvalid {
        NodeAgentConfig config = ReadNode.config("version: 1\nadvertise_url: http://10.0.0.5/agent/v1/");

        assertThat(config.listeningOn("127.0.0.1", 0).address().url(false)).hasToString("http://10.0.0.5/agent");
    }

    @Test
    void an_agent_without_keys_cannot_be_moved_off_loopback() throws ConfigInvalid {
        NodeAgentConfig config = ReadNode.config("version: 1");

        assertThatThrownBy(() -> config.listeningOn("10.0.0.5", 8091))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("auth.api_keys");
        assertThatThrownBy(() -> config.listeningOn("127.0.0.1", 8150))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("port_range");
    }

    @Test
    void slots_without_a_card_may_be_several() throws ConfigInvalid {
        NodeAgentConfig config = ReadNode.config("version: 1\nslots: {a: {device: cpu}, b: {device: cpu}}");

        assertThat(config.slots().values()).extracting(SlotConfig::device).containsOnly(new Device.Cpu());
    }

    @Test
    void a_key_of_the_agent_has_the_forms_of_a_key_of_the_gateway() throws ConfigInvalid {
        assertThat(ReadNode.config(
                                "{version: 1, host: 0.0.0.0, advertise_url: 'http://h:1', auth: {api_keys: [test-a,"
                                        + " {key_env: B, name: b, roles: ['c*']}]}}",
                                Map.of("B", "test-b"))
                        .apiKeys())
                .containsExactly(
                        new KeyConfig("key-1", SecretHash.of("test-a"), List.of(), null),
                        new KeyConfig("b", SecretHash.of("test-b"), List.of("c*"), null));
    }

    @Test
    void no_secret_is_shown_by_a_config() throws ConfigInvalid {
        NodeAgentConfig config = ReadNode.config("""
                version: 1
                gateways: [{url: "http://a", api_key: test-canary-key}]
                auth: {api_keys: [test-canary-key]}
                """);

        assertThat(config.toString()).doesNotContain("canary");
        assertThat(config.gateways().get(0).apiKey().reveal()).isEqualTo("test-canary-key");
    }

    @ParameterizedTest
    @CsvSource({"GPU box 1, GPU-box-1", "_box.lan, box.lan", "k\u00fcche, k-che", "-, ''"})
    void the_name_of_a_host_is_cleaned_to_be_an_id(String name, String id) {
        assertThat(HostName.asNodeId(name)).isEqualTo(id);
    }

    @Test
    void a_host_without_a_name_is_asked_for_an_id() {
        NodeAgentConfigLoader loader = new NodeAgentConfigLoader(Map.of(), () -> "");

        assertThat(catchThrowableOfType(ConfigInvalid.class, () -> loader.parse("node_agent.yaml", "version: 1")))
                .hasMessage("node_agent.yaml:1: the file has no 'node_id', and this machine has no name to use; add it,"
                        + " for example 'node_id: gpu-box-1'");
    }

    @Test
    void this_machine_has_a_name() {
        assertThat(HostName.ofThisMachine()).isNotBlank();
    }

    @Test
    void a_missing_file_tells_how_to_get_one(@TempDir Path folder) {
        Path missing = folder.resolve("node_agent.yaml");

        assertThat(catchThrowableOfType(ConfigInvalid.class, () -> new NodeAgentConfigLoader(Map.of()).load(missing)))
                .hasMessageContainingAll(missing.toString(), "configs/node_agent.example.yaml");
    }
}
