package org.rolemesh.runtime;

import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.demo.DemoBackend;

/** A gateway in front of two small backends in the same process, to try it out with nothing else installed. */
public final class DemoGateway implements AutoCloseable {
    private static final List<String> ROLES = List.of("planner", "writer");

    private final Vertx vertx;
    private final GatewayServer server;
    private final String host;

    private DemoGateway(Vertx vertx, GatewayServer server, String host) {
        this.vertx = vertx;
        this.server = server;
        this.host = host;
    }

    public static DemoGateway start(String host, int port, Path routes) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            StringBuilder config = new StringBuilder("version: 1\ndefault_model: planner\nmodels:\n");
            for (String role : ROLES) {
                config.append("  ")
                        .append(role)
                        .append(": {type: proxy, proxy_url: \"")
                        .append(listen(vertx, role))
                        .append("\"}\n");
            }
            GatewayServer server = GatewayServer.start(
                    new ConfigLoader(Map.of()).parse("demo", config.toString()), new StartOptions(host, port, routes));
            return new DemoGateway(vertx, server, host);
        } catch (Exception e) {
            vertx.close();
            throw e;
        }
    }

    private static URI listen(Vertx vertx, String role) throws InterruptedException, ExecutionException {
        return new DemoBackend(vertx, role)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    /** What to type next. */
    public String welcome() {
        String url = "http://" + host + ":" + server.port();
        return """
                RoleMesh demo on %s, roles %s. Try:
                  curl %s/v1/models
                  curl -N %s/v1/chat/completions -H 'Content-Type: application/json' \\
                    -d '{"model": "writer", "stream": true, "messages": [{"role": "user", "content": "Hello"}]}'
                Ctrl-C stops it.""".formatted(url, String.join(" and ", ROLES), url, url);
    }

    public int port() {
        return server.port();
    }

    /** Lets running answers finish, then closes the gateway. */
    public void drain() throws InterruptedException {
        server.drain();
    }

    @Override
    public void close() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
