package org.rolemesh.testing;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.runtime.GatewayServer;
import org.rolemesh.runtime.StartOptions;

/** A whole gateway in this process, on a port of its own, with the routes that are packaged. */
public final class GatewayUnderTest implements AutoCloseable {
    private static final Path ROUTES_OF_THE_JAR = Path.of("no-such-folder");

    private final GatewayServer server;
    private final boolean tls;

    private GatewayUnderTest(GatewayConfig config, StartOptions options) throws Exception {
        this.server = GatewayServer.start(config, options);
        this.tls = !config.tls().isNone();
    }

    /** Starts with a config given as YAML, without its {@code version}. */
    public static GatewayUnderTest start(String yaml) {
        return start(yaml, Map.of(), ROUTES_OF_THE_JAR);
    }

    /** The same in this environment. */
    public static GatewayUnderTest start(String yaml, Map<String, String> env) {
        return start(yaml, env, ROUTES_OF_THE_JAR);
    }

    public static GatewayUnderTest start(String yaml, Map<String, String> env, Path routes) {
        return start(yaml, env, new StartOptions("127.0.0.1", 0, routes));
    }

    /** Keeps its state in this folder. */
    public static GatewayUnderTest keeping(Path stateDir, String yaml) {
        return start(yaml, Map.of(), new StartOptions("127.0.0.1", 0, ROUTES_OF_THE_JAR, stateDir, null));
    }

    /** By this file and the route files in this folder, both of which are watched. */
    public static GatewayUnderTest watching(Path config, Path routes) {
        ConfigLoader loader = new ConfigLoader(Map.of());
        StartOptions.Source source = new StartOptions.Source(config, () -> loader.load(config));
        try {
            return new GatewayUnderTest(loader.load(config), new StartOptions("127.0.0.1", 0, routes, null, source));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static GatewayUnderTest start(String yaml, Map<String, String> env, StartOptions options) {
        try {
            return new GatewayUnderTest(new ConfigLoader(env).parse("test.yaml", "version: 1\n" + yaml), options);
        } catch (ConfigInvalid e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Two roles, {@code planner} (the default) and {@code writer}, each with a backend; probed four times a second. */
    public static GatewayUnderTest withRoles(URI planner, URI writer) {
        return start("""
                default_model: planner
                probe: {interval_s: 0.25, timeout_s: 0.5}
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                  writer: {type: proxy, proxy_url: "%s"}
                """.formatted(planner, writer));
    }

    public URI url() {
        return URI.create((tls ? "https" : "http") + "://127.0.0.1:" + port());
    }

    public int port() {
        return server.port();
    }

    /** Waits until {@code /v1/models} lists the model, or no longer does. */
    public void awaitListed(String model, boolean listed) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> models().contains("\"id\":\"" + model + "\",\"object\"") == listed);
    }

    private String models() throws Exception {
        try (RawHttp client = RawHttp.connect(url())) {
            client.get("/v1/models");
            return client.readAnswer(Duration.ofSeconds(5)).body();
        }
    }

    /** Requests that the gateway is serving now. */
    public int inFlight() {
        return server.inFlight();
    }

    public void drain() throws InterruptedException {
        server.drain();
    }

    @Override
    public void close() {
        server.close();
    }
}
