package org.rolemesh.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.NodeAgentConfigLoader;
import org.rolemesh.runtime.AgentServer;
import org.rolemesh.testing.RawHttp.Answer;

/**
 * A whole node agent in this process, on a port of its own, with fake llama-servers. Closing drains it, and fails where it
 * leaves a process, a port or a key behind.
 */
public final class AgentUnderTest implements AutoCloseable {
    public static final String CHAT = "/v1/chat/completions";
    /** For whatever may have to start a process on a busy machine. */
    public static final Duration SOON = Duration.ofSeconds(20);

    private static final Path ROUTES_OF_THE_JAR = Path.of("no-such-folder");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AgentFolder folder;
    private final AgentServer server;
    private final boolean tls;

    private AgentUnderTest(AgentFolder folder, NodeAgentConfig config) throws Exception {
        this.folder = folder;
        this.server = AgentServer.start(config, ROUTES_OF_THE_JAR, folder.state());
        this.tls = !config.tls().isNone();
    }

    /** Starts where llama-servers do nothing out of the ordinary. */
    public static AgentUnderTest start(Path folder, String yaml) {
        return start(AgentFolder.create(folder, Map.of()), yaml);
    }

    /**
     * Starts on this host.
     *
     * @param yaml as {@link AgentFolder#config} completes it
     */
    public static AgentUnderTest start(AgentFolder folder, String yaml) {
        try {
            NodeAgentConfig config = new NodeAgentConfigLoader(Map.of())
                    .parse("test.yaml", folder.config(yaml))
                    .listeningOn("127.0.0.1", 0);
            return new AgentUnderTest(folder, config);
        } catch (ConfigInvalid e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public URI url() {
        return URI.create((tls ? "https" : "http") + "://127.0.0.1:" + server.port());
    }

    public AgentFolder folder() {
        return folder;
    }

    /** How llama-servers behave from now on. */
    public void behave(Map<String, String> behaviour) {
        folder.behave(behaviour);
    }

    public void behaveWell() {
        behave(Map.of());
    }

    public RawHttp connect() throws IOException {
        return RawHttp.connect(url());
    }

    public Answer get(String path, String... headers) throws IOException {
        try (RawHttp http = connect()) {
            return http.get(path, headers).readAnswer(SOON);
        }
    }

    public Answer post(String path, String json, String... headers) throws IOException {
        try (RawHttp http = connect()) {
            return http.post(path, json, headers).readAnswer(SOON);
        }
    }

    /** Asks for a chat whose prompt is this text. */
    public static String chat(String role, String prompt) {
        return "{\"model\":\"" + role + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}";
    }

    /** The same, as a stream. */
    public static String stream(String role, String prompt) {
        return "{\"stream\":true," + chat(role, prompt).substring(1);
    }

    public Answer chat(String role) throws IOException {
        return post(CHAT, chat(role, "hello"));
    }

    /** Asks on a thread of its own. */
    public CompletableFuture<Answer> chatLater(String role) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return chat(role);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                work -> new Thread(work, "agent-client").start());
    }

    public Answer load(String role) throws IOException {
        return post("/v1/roles/" + role + "/load", "{}");
    }

    public Answer unload(String role) throws IOException {
        return post("/v1/roles/" + role + "/unload", "{}");
    }

    public JsonNode inventory() {
        return json("/v1/inventory");
    }

    public JsonNode models() {
        return json("/v1/models");
    }

    /** The models that are listed, by their ids. */
    public List<String> listed() {
        return texts(models().path("data"), "id");
    }

    /** What {@code /v1/models} says against a role; missing where it says nothing. */
    public String reasonAgainst(String role) {
        return named(models().path("rolemesh").path("unavailable_models"), "id", role)
                .path("reason")
                .asText();
    }

    public JsonNode slot(String name) {
        return named(inventory().path("slots"), "name", name);
    }

    /** Waits until a slot is in this state, and gives all that there is to know of it. */
    public JsonNode awaitSlot(String name, String state) {
        return awaitSlot(name, state, slot -> slot.path("state").asText().equals(state));
    }

    public JsonNode awaitSlot(String name, String what, Predicate<JsonNode> met) {
        return Awaitility.await(name + ": " + what)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> slot(name), met);
    }

    /** The process of a slot that has one. */
    public static ProcessHandle process(JsonNode slot) {
        return ProcessHandle.of(slot.path("process").path("pid").asLong()).orElseThrow();
    }

    public static JsonNode json(Answer answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + answer.body(), e);
        }
    }

    /** The code of an error. */
    public static String code(Answer answer) {
        return json(answer).path("error").path("code").asText();
    }

    private JsonNode json(String path) {
        try {
            return json(get(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode named(JsonNode entries, String field, String name) {
        return StreamSupport.stream(entries.spliterator(), false)
                .filter(entry -> entry.path(field).asText().equals(name))
                .findFirst()
                .orElse(entries.path(entries.size()));
    }

    private static List<String> texts(JsonNode entries, String field) {
        return StreamSupport.stream(entries.spliterator(), false)
                .map(entry -> entry.path(field).asText())
                .toList();
    }

    /** Requests that the agent is serving now. */
    public int inFlight() {
        return server.inFlight();
    }

    /** As SIGTERM does. */
    public void drain() throws InterruptedException {
        server.drain();
    }

    @Override
    public void close() {
        try {
            drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        folder.requireNothingLeft();
    }
}
