package org.rolemesh.http;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import java.util.concurrent.atomic.AtomicInteger;
import org.rolemesh.config.LimitsConfig;
import org.rolemesh.wire.TurnEnd;

/**
 * Listens on one port with a server on each of several event loops. A single server would serve every connection from
 * one loop, whatever the cores.
 */
public final class Listeners {
    private static final int BACKLOG = 4096;
    /** To Vert.x a negative port is any free one, the same for all servers of a deployment. */
    private static final int ANY_PORT = -1;

    private final Vertx vertx;
    private final FrontDoor door;
    private final HttpFrontEngine engine;
    private final LimitsConfig limits;
    private final ListenerTls tls;
    private String deploymentId;

    /** @param tls null: plain HTTP */
    public Listeners(Vertx vertx, FrontDoor door, HttpFrontEngine engine, LimitsConfig limits, ListenerTls tls) {
        this.vertx = vertx;
        this.door = door;
        this.engine = engine;
        this.limits = limits;
        this.tls = tls;
    }

    /**
     * Opens the port; completes with its number.
     *
     * @param port 0: any free one
     */
    public Future<Integer> open(String host, int port) {
        int loops = Math.max(1, Runtime.getRuntime().availableProcessors());
        AtomicInteger actualPort = new AtomicInteger();
        return vertx.deployVerticle(
                        () -> new Listener(host, port == 0 ? ANY_PORT : port, actualPort),
                        new DeploymentOptions().setInstances(loops))
                .map(id -> {
                    deploymentId = id;
                    engine.listeningOn(actualPort.get());
                    return actualPort.get();
                });
    }

    /** Connections from now on go by the certificates as they are now, and with no session of before. */
    public void renewCertificates() {
        if (tls != null) {
            tls.renew();
        }
    }

    /** Closes the port and every connection that is still open. */
    public Future<Void> close() {
        return deploymentId == null ? Future.succeededFuture() : vertx.undeploy(deploymentId);
    }

    private NetServerOptions options() {
        NetServerOptions options =
                new NetServerOptions().setAcceptBacklog(BACKLOG).setTcpNoDelay(true);
        if (tls != null) {
            tls.addTo(options, limits.headerTimeout());
        }
        return options;
    }

    private final class Listener extends AbstractVerticle {
        private final String host;
        private final int port;
        private final AtomicInteger actualPort;

        Listener(String host, int port, AtomicInteger actualPort) {
            this.host = host;
            this.port = port;
            this.actualPort = actualPort;
        }

        @Override
        public void start(Promise<Void> started) {
            ContextInternal loop = (ContextInternal) context;
            TurnEnd turnEnd = new TurnEnd(loop.nettyEventLoop());
            NetServer server = vertx.createNetServer(options())
                    .connectHandler(socket -> new ClientConnection(door, limits, loop, handlerOf(socket), turnEnd))
                    // A handshake that failed is the client's affair.
                    .exceptionHandler(ignored -> {});
            server.listen(port, host)
                    .onSuccess(listening -> actualPort.set(listening.actualPort()))
                    .<Void>mapEmpty()
                    .onComplete(started);
        }

        private static ChannelHandlerContext handlerOf(NetSocket socket) {
            return ((NetSocketInternal) socket).channelHandlerContext();
        }
    }
}
