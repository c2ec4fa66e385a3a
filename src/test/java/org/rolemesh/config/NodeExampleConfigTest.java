package org.rolemesh.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeExampleConfigTest {
    private static final Map<String, String> ENV =
            Map.of("ROLE_MESH_NODE_KEY", "test-node-key", "ROLE_MESH_AGENT_KEY", "test-agent-key");

    private static NodeAgentConfig withEverySetting() throws Exception {
        return ReadNode.config(Published.NODE_AGENT.uncommented(), ENV);
    }

    @Test
    void the_example_works_as_it_is() throws Exception {
        NodeAgentConfig config = new NodeAgentConfigLoader(Map.of()).load(Published.NODE_AGENT.example());

        assertThat(config.gateways()).extracting(link -> link.url().base()).containsExactly("http://127.0.0.1:8000");
        assertThat(config.slots().keySet()).containsExactly("gpu0");
        assertThat(config.roles().keySet()).containsExactly("planner", "writer");
    }

    @Test
    void the_example_works_with_every_commented_setting_in_use() throws Exception {
        NodeAgentConfig config = withEverySetting();

        assertThat(config.nodeId()).isEqualTo("gpu-box-1");
        assertThat(config.address().url(true).base()).isEqualTo("http://10.0.0.5:8091");
        assertThat(config.gateways())
                .extracting(link -> link.apiKey().reveal())
                .containsExactly("test-node-key", "change-me-node-key");
        assertThat(config.apiKeys()).extracting(KeyConfig::name).containsExactly("gateway", "laptop", "notebook");
        assertThat(config.slots().keySet()).containsExactly("gpu0", "gpu1");
        assertThat(config.roles().keySet()).containsExactly("planner", "writer", "coder");
        assertThat(config.roles().get("coder").pin()).isTrue();
    }

    @Test
    void a_default_that_the_example_shows_is_the_default() throws Exception {
        NodeAgentConfig config = withEverySetting();
        NodeAgentConfig unsaid = ReadNode.config("version: 1");

        assertThat(config.address().host()).isEqualTo(unsaid.address().host());
        assertThat(config.address().port()).isEqualTo(unsaid.address().port());
        assertThat(config.heartbeat()).isEqualTo(unsaid.heartbeat());
        assertThat(config.modelsDir()).isEqualTo(unsaid.modelsDir());
        assertThat(config.llamaServer().path()).isEqualTo(unsaid.llamaServer().path());
        assertThat(config.llamaServer().ports()).isEqualTo(unsaid.llamaServer().ports());
        assertThat(config.roles().get("coder").loadTimeout())
                .isEqualTo(ReadNode.config(ReadNode.planner(""))
                        .roles()
                        .get("planner")
                        .loadTimeout());
    }

    @Test
    void the_config_of_the_contract_loads() throws Exception {
        NodeAgentConfig config = ReadNode.config("""
                version: 1
                node_id: gpu-box-1
                host: 127.0.0.1
                port: 8091
                advertise_url: http://10.0.0.5:8091
                gateways: [{url: "http://10.0.0.2:8000", api_key_env: ROLE_MESH_NODE_KEY}]
                heartbeat_s: 10
                auth: {api_keys: []}
                models_dir: /models
                llama_server: {path: /usr/local/bin/llama-server, args: ["--flash-attn", "on"], port_range: 8100-8199}
                slots:
                  gpu0: {device: "cuda:0"}
                  gpu1: {device: "cuda:1"}
                roles:
                  planner: {model: gemma-2b-it-q8_0.gguf, slots: [gpu0], preload: true, pin: true, n_ctx: 8192, parallel: 4}
                  coder: {model: Mistral-7B-Instruct-v0.3-Q5_K_M.gguf, slots: [gpu0, gpu1], ttl_s: 900, load_timeout_s: 600, args: []}
                """, ENV);

        assertThat(config.modelsDir()).isEqualTo(Path.of("/models"));
        assertThat(config.llamaServer())
                .isEqualTo(new LlamaServerConfig(
                        Path.of("/usr/local/bin/llama-server"),
                        List.of("--flash-attn", "on"),
                        new PortRange(8100, 8199),
                        null));
        assertThat(config.slots().values()).extracting(SlotConfig::device).hasToString("[cuda:0, cuda:1]");
        assertThat(config.roles().get("planner").contextSize()).hasValue(8192);
        assertThat(config.roles().get("coder").ttl()).contains(Duration.ofMinutes(15));
    }
}
