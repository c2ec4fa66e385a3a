package org.rolemesh.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.rolemesh.process.ProcessMark;
import org.rolemesh.process.Strays;
import org.rolemesh.testing.AgentProcess;
import org.rolemesh.testing.Installation;
import org.rolemesh.testing.LlamaServer;
import org.rolemesh.testing.ProxyProcess;
import org.rolemesh.testing.RawHttp;

/**
 * A host with real llama-servers, for one agent at a time: what it is told, what it keeps and what it shows. Closing kills
 * the agent and whatever was launched here.
 */
final class AgentHost implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(30);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final String head;
    private final int port = ProxyProcess.freePort();
    private final Installation installation;
    private AgentProcess agent;

    /**
     * @param folder empty
     * @param ports for its llama-servers, of no other host
     */
    AgentHost(Path folder, String nodeId, String ports, URI gateway, double heartbeatSeconds) throws IOException {
        this(
                folder,
                nodeId,
                ports,
                gateway,
                heartbeatSeconds,
                LlamaServer.executable().orElseThrow());
    }

    /** @param llamaServer what is launched for it */
    AgentHost(Path folder, String nodeId, String ports, URI gateway, double heartbeatSeconds, Path llamaServer)
            throws IOException {
        this.folder = folder;
        this.installation = Installation.in(Files.createDirectories(folder.resolve("installed")));
        Files.createDirectory(folder.resolve("tmp"));
        this.head = """
                version: 1
                node_id: %s
                port: %d
                gateways: [{url: "%s"}]
                heartbeat_s: %s
                models_dir: "%s"
                llama_server: {path: "%s", args: ["--threads", "1", "--offline"], port_range: %s}
                """.formatted(
                        nodeId,
                        port,
                        gateway,
                        heartbeatSeconds,
                        LlamaServer.models().toAbsolutePath().normalize(),
                        llamaServer,
                        ports);
    }

    /** What the next agent is to be told of slots and roles. */
    AgentHost configure(String slotsAndRoles) throws IOException {
        Files.writeString(folder.resolve("node_agent.yaml"), head + slotsAndRoles);
        return this;
    }

    /** Starts an agent, without waiting for it. */
    AgentProcess start() {
        agent = AgentProcess.start(installation, folder.resolve("node_agent.yaml"));
        return agent;
    }

    AgentProcess agent() {
        return agent;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    Path stateFolder() {
        return folder.resolve("state");
    }

    Path temporaryFolder() {
        return folder.resolve("tmp");
    }

    /** What the agent shows of a slot. */
    JsonNode slot(String name) throws IOException {
        for (JsonNode slot : get(url(), "/v1/inventory").path("slots")) {
            if (slot.path("name").asText().equals(name)) {
                return slot;
            }
        }
        throw new AssertionError("there is no slot " + name);
    }

    /** Waits until a slot has this role loaded, and gives the id of its process. */
    long awaitReady(String slot, String role) throws InterruptedException {
        agent.awaitListening(SOON);
        JsonNode[] seen = new JsonNode[1];
        Awaitility.await("%s in %s".formatted(role, slot))
                .atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    seen[0] = slot(slot);
                    return seen[0].path("state").asText().equals("ready")
                            && seen[0].path("role").asText().equals(role);
                });
        return seen[0].path("process").path("pid").asLong();
    }

    /** How often processes have been launched for a role since the agent was started. */
    long launches(String role) {
        return agent.stderr().stream()
                .filter(line -> line.contains("server launched") && line.contains(" role=" + role + " "))
                .count();
    }

    /** The processes of this host by their command lines, whoever has started them. */
    List<ProcessMark> servers() throws IOException {
        String state = stateFolder().toRealPath() + "/";
        return Strays.withArgument(argument -> argument.startsWith(state));
    }

    static JsonNode get(URI server, String path) throws IOException {
        try (RawHttp http = RawHttp.connect(server)) {
            return JSON.readTree(http.get(path).readAnswer(SOON).body());
        }
    }

    @Override
    public void close() {
        if (agent != null) {
            agent.close();
        }
        try {
            for (ProcessMark server : servers()) {
                ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
