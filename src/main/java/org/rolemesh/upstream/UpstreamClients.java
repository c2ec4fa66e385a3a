package org.rolemesh.upstream;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.rolemesh.tls.Credentials;
import org.rolemesh.wire.BackendConnections;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to backends, of each event loop its own, so that a client's connection and its upstream's are on the same
 * one and a byte never changes threads. Thread safe.
 */
public final class UpstreamClients implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamClients.class);
    /** Shorter than any backend keeps an idle connection: llama.cpp's server and uvicorn drop theirs after 5 s. */
    private static final Duration KEEP = Duration.ofSeconds(3);
    /** Whoever connects has a limit of its own, which is shorter. */
    private static final Duration CONNECT = Duration.ofMinutes(5);

    private final Vertx vertx;
    private final Credentials tls;
    /** By loop and not by context: each server request has a context of its own. */
    private final Map<EventLoop, BackendConnections> connections = new ConcurrentHashMap<>();

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
        connections.values().forEach(each -> each.renew(options().getSslOptions())
                .onFailure(failure -> LOG.error("certificates are not renewed reason=\"{}\"", failure.toString())));
    }

    Vertx vertx() {
        return vertx;
    }

    /** Those of the loop of {@code context}, which may be one of another Vert.x: of Camel's own server. */
    BackendConnections on(Context context) {
        ContextInternal internal = (ContextInternal) context;
        return connections.computeIfAbsent(
                internal.nettyEventLoop(), ignored -> new BackendConnections(internal, options(), KEEP));
    }

    /** Closes connections, also on the event loops of another Vert.x, which go on. */
    @Override
    public void close() {
        connections.values().forEach(BackendConnections::close);
    }

    private NetClientOptions options() {
        NetClientOptions options = new NetClientOptions()
                .setConnectTimeout((int) CONNECT.toMillis())
                .setTcpNoDelay(true)
                .setEnabledSecureTransportProtocols(Credentials.VERSIONS)
                .setHostnameVerificationAlgorithm("HTTPS");
        tls.keys().ifPresent(keys -> options.setKeyCertOptions(KeyCertOptions.wrap(keys)));
        tls.trust().ifPresent(trust -> options.setTrustOptions(TrustOptions.wrap(trust)));
        return options;
    }
}
