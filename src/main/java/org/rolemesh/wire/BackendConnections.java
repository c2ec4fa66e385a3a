package org.rolemesh.wire;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.NetClientImpl;
import io.vertx.core.net.impl.NetSocketInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The connections of one event loop to backends, and those that are kept for the next request. Confined to that loop. */
public final class BackendConnections {
    private final EventLoop loop;
    private final ContextInternal context;
    private final NetClient plain;
    private final NetClient secure;
    private final TurnEnd turnEnd;
    private final long keepNanos;
    private final Map<Address, Deque<BackendConnection>> kept = new HashMap<>();
    private boolean sweeps;

    /**
     * @param any context of the event loop
     * @param options of connections without TLS, and of those with it
     * @param keep how long a connection may be idle
     */
    public BackendConnections(ContextInternal any, NetClientOptions options, Duration keep) {
        Vertx vertx = any.owner();
        this.loop = any.nettyEventLoop();
        this.context = any.unwrap();
        this.plain = vertx.createNetClient(new NetClientOptions(options).setSsl(false));
        this.secure = vertx.createNetClient(new NetClientOptions(options).setSsl(true));
        this.turnEnd = new TurnEnd(loop);
        this.keepNanos = keep.toNanos();
    }

    /**
     * Runs {@code send} at the end of the loop's turn, in the context {@code of} a request: the connections that have closed
     * are known then, and those whose answers have ended are kept.
     */
    public void atTurnEnd(ContextInternal of, Runnable send) {
        turnEnd.run(() -> of.dispatch(send));
    }

    /** The one that was used last, since its backend has just shown that it serves it; null: there is none. */
    public BackendConnection takeKept(Address address) {
        Deque<BackendConnection> idle = kept.get(address);
        if (idle == null) {
            return null;
        }
        BackendConnection last = idle.pollLast();
        if (idle.isEmpty()) {
            kept.remove(address);
        }
        return last;
    }

    /** A new one; it fails as the connection did, on this event loop. */
    public Future<BackendConnection> connect(Address address) {
        NetClientImpl client = (NetClientImpl) (address.secure() ? secure : plain);
        return client.connect(context, SocketAddress.inetSocketAddress(address.port(), address.host()), null)
                .map(socket ->
                        new BackendConnection(this, address, ((NetSocketInternal) socket).channelHandlerContext()));
    }

    /** It stands, and has nothing to do. */
    public void keep(BackendConnection connection) {
        connection.idleSince(System.nanoTime());
        kept.computeIfAbsent(connection.address(), ignored -> new ArrayDeque<>())
                .addLast(connection);
        if (!sweeps) {
            sweeps = true;
            loop.schedule(this::sweep, keepNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        long oldest = now;
        for (Deque<BackendConnection> idle : kept.values()) {
            while (!idle.isEmpty() && now - idle.peekFirst().idleSinceNanos() >= keepNanos) {
                idle.pollFirst().close();
            }
            if (!idle.isEmpty()) {
                oldest = Math.min(oldest, idle.peekFirst().idleSinceNanos());
            }
        }
        kept.values().removeIf(Deque::isEmpty);
        sweeps = !kept.isEmpty();
        if (sweeps) {
            loop.schedule(this::sweep, oldest + keepNanos - now, TimeUnit.NANOSECONDS);
        }
    }

    void closed(BackendConnection connection) {
        Deque<BackendConnection> idle = kept.get(connection.address());
        if (idle != null && idle.remove(connection) && idle.isEmpty()) {
            kept.remove(connection.address());
        }
    }

    /** Connections from now on are made by these; sessions of before are not resumed. */
    public Future<Boolean> renew(SSLOptions tls) {
        return secure.updateSSLOptions(tls, true);
    }

    /** Closes all connections, whatever runs on them; on any thread. */
    public void close() {
        plain.close();
        secure.close();
    }
}
