package org.rolemesh.upstream;

import io.netty.channel.Channel;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Whether a connection from the pool still stands. The event loop hears of its end only in its next turn; what is
 * written before that is lost, and nobody could say whether it ran. So the socket itself is asked, which costs one read
 * that finds nothing.
 */
final class KeptConnection {
    private static final AttributeKey<Boolean> ASKED = AttributeKey.valueOf(KeptConnection.class, "asked");

    private KeptConnection() {}

    /** Whether the other side has closed it, as far as this host has heard. On the event loop of the connection. */
    static boolean isClosed(HttpConnection connection) {
        Channel channel = ((ConnectionBase) connection).channel();
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            read(channel);
            return !channel.isActive();
        }
        if (channel.attr(ASKED).getAndSet(true) != null) {
            // Not where it is new: then this is called while TLS reads the end of the handshake.
            read(channel);
        }
        // The other side says so before it closes, and one read may find no more than that.
        return !channel.isActive() || tls.engine().isInboundDone();
    }

    private static void read(Channel channel) {
        if (channel.unsafe() instanceof AbstractNioChannel.NioUnsafe socket
                && channel.eventLoop().inEventLoop()) {
            socket.read();
        }
    }
}
