package org.rolemesh.upstream;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.rolemesh.tls.Credentials;
import org.rolemesh.wire.TurnEnd;
import org.rolemesh.wire.WholeMessages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP client for each event loop, so that a client's connection and its upstream's are on the same one and a byte
 * never changes threads. Thread safe.
 */
public final class UpstreamClients implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamClients.class);
    /** Admission is the gateway's own: far above it, so that the pool never makes a request wait. */
    private static final int POOL_SIZE = 16 * 1024;

    private static final int MAX_HEADER_BYTES = 16 * 1024;
    /** Shorter than any backend keeps an idle connection: llama.cpp's server and uvicorn drop theirs after 5 s. */
    private static final int KEEP_ALIVE_SECONDS = 3;

    private final Vertx vertx;
    private final Credentials tls;
    /** By loop and not by context: each server request has a context of its own. */
    private final Map<EventLoop, LoopClient> clients = new ConcurrentHashMap<>();

    /** Shows no certificate, and trusts whom Java trusts. */
    public UpstreamClients(Vertx vertx) {
        this(vertx, Credentials.NONE);
    }

    /** @param tls for upstreams whose URL begins with https */
    public UpstreamClients(Vertx vertx, Credentials tls) {
        this.vertx = vertx;
        this.tls = tls;
    }

    /** Connections from now on go by the certificates as they are now; sessions of before are not resumed. */
    public void renewCertificates() {
        clients.values().forEach(client -> client.http()
                .updateSSLOptions(options().getSslOptions(), true)
                .onFailure(failure -> LOG.error("certificates are not renewed reason=\"{}\"", failure.toString())));
    }

    Vertx vertx() {
        return vertx;
    }

    LoopClient on(Context context) {
        EventLoop loop = ((ContextInternal) context).nettyEventLoop();
        return clients.computeIfAbsent(loop, ignored -> new LoopClient(create(context.owner()), new TurnEnd(loop)));
    }

    /** Closes connections, also on the event loops of another Vert.x, which go on: those of Camel's own server. */
    @Override
    public void close() {
        clients.values().forEach(client -> client.http().close());
    }

    /** @param owner the Vert.x of the loop: a client of another would answer on a loop of its own */
    private HttpClient create(Vertx owner) {
        return owner.httpClientBuilder()
                .with(options())
                .with(new PoolOptions().setHttp1MaxSize(POOL_SIZE))
                .withConnectHandler(UpstreamClients::connected)
                .build();
    }

    private static void connected(HttpConnection connection) {
        // Each request hears of the end of its connection; unhandled here, Vert.x logs it as an error.
        connection.exceptionHandler(failure -> {});
        WholeMessages.on(connection);
    }

    private HttpClientOptions options() {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setHttp2ClearTextUpgrade(false)
                .setPipelining(false)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setTcpNoDelay(true)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setDecompressionSupported(false)
                .setEnabledSecureTransportProtocols(Credentials.VERSIONS)
                .setVerifyHost(true);
        tls.keys().ifPresent(keys -> options.setKeyCertOptions(KeyCertOptions.wrap(keys)));
        tls.trust().ifPresent(trust -> options.setTrustOptions(TrustOptions.wrap(trust)));
        return options;
    }
}
