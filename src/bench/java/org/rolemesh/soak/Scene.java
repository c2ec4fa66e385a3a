package org.rolemesh.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.rolemesh.testing.AgentFolder;
import org.rolemesh.testing.AgentProcess;
import org.rolemesh.testing.Detour;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayProcess;
import org.rolemesh.testing.ProxyProcess;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.Scrape;

/**
 * A gateway and a node agent, each a process of its own, and what stands behind them: backends with fixed addresses,
 * hosts that register themselves, llama-servers that the agent starts. Closing kills what has not ended by then.
 */
final class Scene implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(60);
    /**
     * What clients ask for, the more often the oftener it is named. Behind the last three there is something that is
     * killed; of the others no request may fail, whatever happens.
     */
    static final List<String> ROLES =
            List.of("steady", "steady", "narrow", "pool", "pool", "shaky", "planner", "writer");
    /** The agent's slots, each with the role that is loaded there. */
    static final Map<String, String> SLOTS = Map.of("one", "planner", "two", "writer");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final SeededBackend answers;
    private final List<FaultBackend> steady;
    private final List<FaultBackend> shaky;
    private final FaultBackend narrow;
    private final List<FaultBackend> hosts;
    private final AgentFolder agentFolder;
    private GatewayProcess gateway;
    private AgentProcess agent;
    private URI url;
    private URI agentUrl;

    private Scene(Path folder, Ledger ledger) throws IOException {
        this.folder = folder;
        answers = new SeededBackend(ledger);
        steady = backends(2);
        shaky = backends(2);
        narrow = backends(1).get(0);
        hosts = backends(3);
        Files.createDirectories(folder.resolve("routes"));
        agentFolder = AgentFolder.create(Files.createDirectories(folder.resolve("agent")), Map.of());
    }

    /** Starts all of it, and waits until every role can be used. */
    static Scene start(Path folder, Ledger ledger) throws IOException, InterruptedException {
        Scene scene = new Scene(folder, ledger);
        try {
            scene.startPrograms();
            return scene;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            scene.close();
            throw e;
        }
    }

    private void startPrograms() throws IOException, InterruptedException {
        editConfig(0);
        gateway = GatewayProcess.startAsShipped(folder.resolve("models.yaml"), folder.resolve("routes"));
        url = gateway.awaitListening(SOON);
        int port = ProxyProcess.freePort();
        agentUrl = URI.create("http://127.0.0.1:" + port);
        Path config = Files.writeString(
                folder.resolve("agent/node_agent.yaml"), agentFolder.config("""
                port: %d
                gateways: [{url: "%s"}]
                heartbeat_s: 0.5
                slots: {one: {device: cpu}, two: {device: cpu}}
                roles:
                  planner: {model: planner.gguf, slots: [one], preload: true, parallel: 4}
                  writer: {model: writer.gguf, slots: [two], preload: true, parallel: 4}
                """.formatted(port, url)));
        agent = AgentProcess.start(
                config, Map.of("ROLE_MESH_STATE_DIR", agentFolder.state().toString()));
        agent.awaitListening(SOON);
    }

    void awaitUsable() {
        Awaitility.await("every role is usable")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> ROLES.stream().distinct().allMatch(get("/v1/models")::contains)
                        && ROLES.stream().noneMatch(unavailable()::contains));
    }

    private String unavailable() throws IOException {
        return JSON.readTree(get("/v1/models"))
                .path("rolemesh")
                .path("unavailable_models")
                .toString();
    }

    /** Another config of the same meaning for all roles that are asked for. */
    void editConfig(int edit) throws IOException {
        write("models.yaml", """
                version: 1
                default_model: steady
                probe: {interval_s: 0.5}
                nodes: {stale_after_s: 3}
                models:
                  steady: {type: proxy, proxy_urls: ["%s", "%s"], strategy: %s}
                  shaky: {type: proxy, proxy_urls: ["%s", "%s"]}
                  narrow: {type: proxy, proxy_url: "%s", max_in_flight: %d, queue: {length: 256, timeout_s: 60}}
                  pool: {type: discovered}
                  changing-%d: {type: proxy, proxy_url: "%s"}
                """.formatted(
                        steady.get(0).baseUrl(),
                        steady.get(1).baseUrl(),
                        edit % 2 == 0 ? "round_robin" : "least_busy",
                        shaky.get(0).baseUrl(),
                        shaky.get(1).baseUrl(),
                        narrow.baseUrl(),
                        2 + edit % 2,
                        edit,
                        narrow.baseUrl()));
    }

    /** Another topology of the same meaning. */
    void editRoutes(int edit) throws IOException {
        write("routes/mine.camel.yaml", Detour.of("changing-" + edit, "steady"));
    }

    void breakRoutes() throws IOException {
        write("routes/mine.camel.yaml", "- route:\n    id: route-by-alias\n    form: {}\n");
    }

    /** As a whole: the gateway may look at any time. */
    private void write(String file, String text) throws IOException {
        Path draft = Files.writeString(folder.resolve("draft"), text);
        Files.move(draft, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** One of the two that serve {@code shaky}. */
    FaultBackend mortal() {
        return shaky.get(0);
    }

    /** What stands for hosts that register themselves for {@code pool}. */
    List<FaultBackend> hosts() {
        return hosts;
    }

    /** By names that say what they are for. */
    Map<String, FaultBackend> allBackends() {
        Map<String, FaultBackend> all = new TreeMap<>(Map.of("narrow", narrow));
        Map.of("steady", steady, "shaky", shaky, "host", hosts).forEach((name, backends) -> {
            for (int n = 0; n < backends.size(); n++) {
                all.put(name + "-" + (n + 1), backends.get(n));
            }
        });
        return all;
    }

    /** The process in a slot of the agent; empty while none is ready there. */
    Stream<ProcessHandle> serverIn(String slot) throws IOException {
        for (JsonNode each : inventory().path("slots")) {
            if (each.path("name").asText().equals(slot)
                    && each.path("state").asText().equals("ready")) {
                return ProcessHandle.of(each.path("process").path("pid").asLong()).stream();
            }
        }
        return Stream.empty();
    }

    /** Requests that llama-servers are computing. */
    int slotsBusy() throws IOException {
        return inventory().findValues("slots_busy").stream()
                .mapToInt(JsonNode::asInt)
                .sum();
    }

    private JsonNode inventory() throws IOException {
        try (RawHttp http = RawHttp.connect(agentUrl)) {
            return JSON.readTree(http.get("/v1/inventory").readAnswer(SOON).body());
        }
    }

    String get(String path) throws IOException {
        try (RawHttp http = RawHttp.connect(url)) {
            return http.get(path).readAnswer(SOON).body();
        }
    }

    int post(String path) throws IOException {
        try (RawHttp http = RawHttp.connect(url)) {
            return http.post(path, "{}").readAnswer(SOON).status();
        }
    }

    /** How often files were put in effect, or refused. */
    double reloads(String outcome) {
        return Scrape.of(url).value("rolemesh_reloads_total", "outcome=" + outcome);
    }

    URI url() {
        return url;
    }

    URI agentUrl() {
        return agentUrl;
    }

    GatewayProcess gateway() {
        return gateway;
    }

    AgentProcess agent() {
        return agent;
    }

    AgentFolder agentFolder() {
        return agentFolder;
    }

    private List<FaultBackend> backends(int count) {
        return Stream.generate(() -> FaultBackend.start(answers)).limit(count).toList();
    }

    @Override
    public void close() {
        if (agent != null) {
            agent.close();
        }
        agentFolder.processes().forEach(left -> ProcessHandle.of(left.pid()).ifPresent(ProcessHandle::destroyForcibly));
        if (gateway != null) {
            gateway.close();
        }
        allBackends().values().forEach(FaultBackend::close);
    }
}
