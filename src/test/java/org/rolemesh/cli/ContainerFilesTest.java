package org.rolemesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.NodeAgentConfigLoader;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine.ParseResult;

/** The container and the manifests say what the program understands. */
class ContainerFilesTest {
    private static final Path DOCKERFILE = Path.of("src/main/docker/Dockerfile");
    private static final Path MANIFESTS = Path.of("src/main/kubernetes/gateway.yaml");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, JsonNode> manifests = manifests();

    @Test
    void the_container_starts_the_gateway_with_arguments_that_it_has() throws IOException {
        ParseResult gateway = RoleMesh.commandLine()
                .parseArgs(dockerWords("CMD").toArray(String[]::new))
                .subcommand();

        assertThat(gateway.commandSpec().name()).isEqualTo("gateway");
        assertThat(gateway.<Integer>matchedOptionValue("--port", 0)).isEqualTo(containerPort());
        assertThat(dockerWords("ENTRYPOINT")).startsWith("java").endsWith("-jar", jarInImage());
        assertThat(lines("USER")).as("never root").containsExactly("10001:10001");
        assertThat(Files.readString(DOCKERFILE)).contains("http://127.0.0.1:" + containerPort() + "/health");
    }

    @Test
    void the_pods_are_the_container_s_user_and_mount_what_it_reads() throws IOException {
        JsonNode pod = manifests.get("StatefulSet/rolemesh").at("/spec/template/spec");

        assertThat(pod.at("/securityContext/runAsUser").asText() + ":"
                        + pod.at("/securityContext/runAsGroup").asText())
                .isEqualTo(lines("USER").get(0));
        assertThat(pod.at("/containers/0/volumeMounts").findValuesAsText("mountPath"))
                .contains("/etc/rolemesh/models.yaml", "/var/lib/rolemesh");
        assertThat(dockerWords("CMD")).contains("/etc/rolemesh/models.yaml", "/var/lib/rolemesh");
        assertThat(pod.at("/terminationGracePeriodSeconds").asLong())
                .isGreaterThan(gatewayConfig().limits().drain().toSeconds());
    }

    @Test
    void probes_ask_health_and_ready() {
        JsonNode container = manifests.get("StatefulSet/rolemesh").at("/spec/template/spec/containers/0");

        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health");
        assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/health");
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/ready");
    }

    @Test
    void agents_beat_to_each_gateway_by_its_own_name() {
        JsonNode set = manifests.get("StatefulSet/rolemesh");
        String service = set.at("/spec/serviceName").asText();
        List<String> names = new ArrayList<>();
        for (int n = 0; n < set.at("/spec/replicas").asInt(); n++) {
            names.add("http://rolemesh-" + n + "." + service + ":" + containerPort());
        }

        assertThat(agentConfig().gateways().stream().map(link -> link.url().toString()))
                .hasSameSizeAs(names)
                .allSatisfy(url -> assertThat(names).anyMatch(url::startsWith));
        assertThat(manifests.get("Service/" + service).at("/spec/clusterIP").asText())
                .isEqualTo("None");
    }

    @Test
    void the_gateway_takes_no_work_from_the_network_without_keys() {
        assertThat(gatewayConfig().auth().clientApiKeys()).isNotEmpty();
        assertThat(gatewayConfig().auth().nodeApiKeys()).isNotEmpty();
    }

    private GatewayConfig gatewayConfig() {
        try {
            Map<String, String> environment = StreamSupport.stream(
                            manifests
                                    .get("StatefulSet/rolemesh")
                                    .at("/spec/template/spec/containers/0/env")
                                    .spliterator(),
                            false)
                    .map(variable -> variable.path("name").asText())
                    .collect(Collectors.toMap(Function.identity(), name -> "test-" + name + "-key"));
            return new ConfigLoader(environment)
                    .parse(
                            "models.yaml",
                            manifests
                                    .get("ConfigMap/rolemesh-gateway")
                                    .at("/data/models.yaml")
                                    .asText());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private NodeAgentConfig agentConfig() {
        try {
            return new NodeAgentConfigLoader(Map.of(
                            "POD_IP", "10.0.0.7",
                            "ROLE_MESH_AGENT_KEY", "test-agent-key",
                            "ROLE_MESH_NODE_KEY", "test-node-key"))
                    .parse(
                            "node_agent.yaml",
                            manifests
                                    .get("ConfigMap/rolemesh-node-agent")
                                    .at("/data/node_agent.yaml")
                                    .asText());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private int containerPort() {
        return manifests
                .get("StatefulSet/rolemesh")
                .at("/spec/template/spec/containers/0/ports/0/containerPort")
                .asInt();
    }

    private static Map<String, JsonNode> manifests() {
        try {
            Iterable<Object> documents =
                    new Load(LoadSettings.builder().build()).loadAllFromString(Files.readString(MANIFESTS));
            return StreamSupport.stream(documents.spliterator(), false)
                    .map(document -> JSON.<JsonNode>valueToTree(document))
                    .collect(Collectors.toMap(
                            each -> each.path("kind").asText() + "/"
                                    + each.at("/metadata/name").asText(),
                            Function.identity()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String jarInImage() throws IOException {
        String[] copied = lines("COPY").get(0).split(" ");
        assertThat(copied[0]).isEqualTo("rolemesh-gateway.jar");
        return copied[1];
    }

    private static List<String> dockerWords(String instruction) throws IOException {
        return List.of(JSON.readValue(lines(instruction).get(0), String[].class));
    }

    private static List<String> lines(String instruction) throws IOException {
        return Pattern.compile("(?m)^" + instruction + " (.*)$")
                .matcher(Files.readString(DOCKERFILE))
                .results()
                .map((MatchResult line) -> line.group(1))
                .toList();
    }
}
