package org.rolemesh.upstream;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An HTTP client for each event loop, so that a client's connection and its upstream's are on the same one and a byte
 * never changes threads. Thread safe.
 */
public final class UpstreamClients {
    /** Admission is the gateway's own: far above it, so that the pool never makes a request wait. */
    private static final int POOL_SIZE = 16 * 1024;

    private static final int MAX_HEADER_BYTES = 16 * 1024;
    /** Shorter than any backend keeps an idle connection: llama.cpp's server and uvicorn drop theirs after 5 s. */
    private static final int KEEP_ALIVE_SECONDS = 3;

    private final Vertx vertx;
    private final Map<Context, HttpClient> clients = new ConcurrentHashMap<>();

    public UpstreamClients(Vertx vertx) {
        this.vertx = vertx;
    }

    Vertx vertx() {
        return vertx;
    }

    HttpClient on(Context context) {
        return clients.computeIfAbsent(context, ignored -> vertx.httpClientBuilder()
                .with(options())
                .withConnectHandler(UpstreamClients::leaveFaultsToTheRequest)
                .build());
    }

    /** Without a handler Vert.x logs each lost connection as an error, which the request on it has heard of as well. */
    private static void leaveFaultsToTheRequest(HttpConnection connection) {
        connection.exceptionHandler(ignored -> {});
    }

    private static HttpClientOptions options() {
        return new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setHttp2ClearTextUpgrade(false)
                .setMaxPoolSize(POOL_SIZE)
                .setPipelining(false)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setTcpNoDelay(true)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setDecompressionSupported(false)
                .setVerifyHost(true);
    }
}
