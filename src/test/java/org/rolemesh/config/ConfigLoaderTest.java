package org.rolemesh.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    private static GatewayConfig load(Path file) throws ConfigInvalid {
        return new ConfigLoader(Map.of()).load(file);
    }

    private static List<Fault> refusal(Path file) {
        return catchThrowableOfType(ConfigInvalid.class, () -> load(file)).faults();
    }

    @Test
    void a_file_with_only_a_version_gets_every_default() throws ConfigInvalid {
        GatewayConfig config = Read.config("version: 1");

        assertThat(config)
                .isEqualTo(new GatewayConfig(
                        1,
                        null,
                        new AuthConfig(List.of(), List.of(), List.of()),
                        new NodesConfig(Duration.ofSeconds(30), null, List.of()),
                        new DiscoveryConfig(true),
                        new ProbeConfig(Duration.ofSeconds(2), Duration.ofSeconds(1), 1, 2),
                        new LimitsConfig(
                                33_554_432,
                                262_144,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(75),
                                8192,
                                4096),
                        new TopologyConfig(List.of()),
                        new TracingConfig(null),
                        new TlsFiles(null, null, null),
                        new TlsFiles(null, null, null),
                        Map.of()));
    }

    @Test
    void an_alias_with_only_a_url_gets_every_default() throws ConfigInvalid {
        assertThat(Read.plannerOf(""))
                .isEqualTo(new ProxyModel(
                        "planner",
                        "planner",
                        Strategy.ROUND_ROBIN,
                        new RequestEdits(null, Map.of(), Map.of(), Set.of()),
                        new Timeouts(Duration.ofSeconds(2), Duration.ofMinutes(10), Duration.ofMinutes(2)),
                        OptionalInt.empty(),
                        new QueueConfig(64, Duration.ofSeconds(30)),
                        Duration.ofMinutes(10),
                        Optional.empty(),
                        List.of(new UpstreamUrl("http", "127.0.0.1", 8011, "")),
                        null,
                        Probe.REACHABLE));
    }

    @Test
    void every_setting_of_an_alias_is_read() throws ConfigInvalid {
        ProxyModel planner = Read.plannerOf("""
                openai_model_name: big/planner
                strategy: least_busy
                probe: model_listed
                defaults: {model: "dolphin3:latest", temperature: 0.5}
                overrides: {cache_prompt: true, seed: null}
                strip: [user]
                timeouts: {connect_s: 0.25, first_byte_s: 5, idle_s: 6}
                max_in_flight: 4
                queue: {length: 0, timeout_s: 1.5}
                load_timeout_s: 7
                keep_alive_s: 15
                """);

        assertThat(planner.openaiModelName()).isEqualTo("big/planner");
        assertThat(planner.strategy()).isEqualTo(Strategy.LEAST_BUSY);
        assertThat(planner.probe()).isEqualTo(Probe.MODEL_LISTED);
        assertThat(planner.edits().model()).isEqualTo("dolphin3:latest");
        assertThat(planner.edits().defaults()).isEqualTo(Map.of("temperature", DoubleNode.valueOf(0.5)));
        assertThat(planner.edits().overrides())
                .isEqualTo(Map.of("cache_prompt", BooleanNode.TRUE, "seed", NullNode.getInstance()));
        assertThat(planner.edits().strip()).containsExactly("user");
        assertThat(planner.timeouts())
                .isEqualTo(new Timeouts(Duration.ofMillis(250), Duration.ofSeconds(5), Duration.ofSeconds(6)));
        assertThat(planner.maxInFlight()).hasValue(4);
        assertThat(planner.queue()).isEqualTo(new QueueConfig(0, Duration.ofMillis(1500)));
        assertThat(planner.loadTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(planner.keepAlive()).contains(Duration.ofSeconds(15));
    }

    @Test
    void a_discovered_alias_takes_its_own_name_as_its_role() throws ConfigInvalid {
        GatewayConfig config = Read.config("{version: 1, models: {coder: {type: discovered}}}");

        assertThat(config.models().get("coder"))
                .isInstanceOfSatisfying(
                        DiscoveredModel.class, coder -> assertThat(coder.role()).isEqualTo("coder"));
    }

    @Test
    void the_only_alias_is_the_default() throws ConfigInvalid {
        assertThat(Read.config(Read.planner("")).defaultModel()).isEqualTo("planner");
    }

    @Test
    void aliases_keep_the_order_of_the_file() throws ConfigInvalid {
        GatewayConfig config = Read.config("""
                version: 1
                default_model: zeta
                models:
                  zeta: {type: discovered}
                  alpha: {type: discovered}
                  org/mid:7b: {type: discovered}
                """);

        assertThat(config.models().keySet()).containsExactly("zeta", "alpha", "org/mid:7b");
    }

    @Test
    void a_missing_file_tells_how_to_get_one(@TempDir Path folder) {
        Path missing = folder.resolve("models.yaml");

        assertThat(refusal(missing)).singleElement().satisfies(fault -> {
            assertThat(fault.file()).isEqualTo(missing.toString());
            assertThat(fault.what()).contains("configs/models.example.yaml", "--config", "./rolemesh demo");
        });
    }

    @Test
    void a_folder_is_not_a_config(@TempDir Path folder) {
        assertThat(refusal(folder)).singleElement().satisfies(fault -> assertThat(fault.what())
                .contains("cannot be read"));
    }

    @Test
    void text_that_is_not_utf8_is_refused(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("models.yaml"), new byte[] {'#', (byte) 0xe4, '\n'});

        assertThat(refusal(file)).singleElement().satisfies(fault -> assertThat(fault.what())
                .contains("UTF-8"));
    }

    @Test
    void a_file_over_one_mebibyte_is_refused(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("models.yaml"), "version: 1\n" + "#".repeat(1024 * 1024));

        assertThat(refusal(file)).singleElement().satisfies(fault -> assertThat(fault.what())
                .contains("1 MiB"));
    }

    @Test
    void a_byte_order_mark_does_no_harm(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("models.yaml"), "\uFEFFversion: 1\n");

        assertThat(load(file).version()).isEqualTo(1);
    }
}
