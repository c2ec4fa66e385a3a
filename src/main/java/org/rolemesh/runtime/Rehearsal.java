package org.rolemesh.runtime;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.config.NodeAgentConfigLoader;
import org.rolemesh.demo.DemoBackend;

/**
 * Starts a gateway and an agent once and uses them, so that the JVM can write down what a start loads and what a request
 * runs. Nothing is left of it; it listens on loopback only. Blocks for some seconds.
 */
public final class Rehearsal implements AutoCloseable {
    private static final Path ROUTES_OF_THE_JAR = Path.of("no-such-folder");
    private static final int ROUNDS = 200;
    private static final String CHAT =
            "{\"model\":\"writer\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":%s}";

    private final Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();

    private Rehearsal(Path folder) {
        this.folder = folder;
    }

    /** Of a gateway alone: what is kept of it takes less memory in one. */
    public static void ofGateway() throws Exception {
        try (Rehearsal rehearsal = new Rehearsal(Files.createTempDirectory("rolemesh-rehearsal"))) {
            rehearsal.gateway(ignored -> {});
        }
    }

    /**
     * Of both.
     *
     * @param visitor is given the gateway's address, to ask it as commands do
     */
    public static void ofAll(Consumer<String> visitor) throws Exception {
        try (Rehearsal rehearsal = new Rehearsal(Files.createTempDirectory("rolemesh-rehearsal"))) {
            rehearsal.gateway(visitor);
            rehearsal.agent();
        }
    }

    private void gateway(Consumer<String> visitor) throws Exception {
        DemoBackend backend = new DemoBackend(vertx, "writer");
        Path config = Files.writeString(
                folder.resolve("models.yaml"),
                "version: 1\nmodels: {writer: {type: proxy, proxy_url: \"" + wait(backend.listen()) + "\"}}\n");
        ConfigLoader loader = new ConfigLoader(Map.of());
        StartOptions options = new StartOptions(
                "127.0.0.1",
                0,
                ROUTES_OF_THE_JAR,
                folder.resolve("gateway"),
                new StartOptions.Source(config, () -> loader.load(config)));
        try (GatewayServer server = GatewayServer.start(loader.load(config), options)) {
            for (int round = 0; round < ROUNDS; round++) {
                ask(server.port(), HttpMethod.POST, "/v1/chat/completions", CHAT.formatted(false));
            }
            ask(server.port(), HttpMethod.POST, "/v1/chat/completions", CHAT.formatted(true));
            for (String path : List.of("/v1/models", "/ready?verbose=1", "/health", "/metrics", "/v1/nodes")) {
                ask(server.port(), HttpMethod.GET, path, "");
            }
            visitor.accept("http://127.0.0.1:" + server.port());
            server.drain();
        }
        wait(backend.close());
    }

    private void agent() throws Exception {
        Path config = Files.writeString(folder.resolve("agent.yaml"), "version: 1\nnode_id: rehearsal\n");
        try (AgentServer agent = AgentServer.start(
                new NodeAgentConfigLoader(Map.of()).load(config).listeningOn("127.0.0.1", 0),
                ROUTES_OF_THE_JAR,
                Files.createDirectory(folder.resolve("agent")))) {
            ask(agent.port(), HttpMethod.GET, "/v1/inventory", "");
            agent.drain();
        }
    }

    private void ask(int port, HttpMethod method, String path, String body) throws Exception {
        wait(client.request(method, port, "127.0.0.1", path)
                .compose(request ->
                        request.putHeader("Content-Type", "application/json").send(Buffer.buffer(body)))
                .compose(HttpClientResponse::body));
    }

    private static <T> T wait(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        wait(vertx.close());
        try (Stream<Path> left = Files.walk(folder)) {
            for (Path file : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
