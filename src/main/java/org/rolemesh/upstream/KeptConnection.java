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
    /** Set on a connection of TLS once it is not new any more. */
    private static final AttributeKey<Boolean> ASKED = AttributeKey.valueOf(KeptConnection.class, "asked");

    private KeptConnection() {}

    /**
     * Whether the other side has closed it, as far as this host has heard. On the event loop of the connection.
     *
     * @param secure whether it is one of TLS
     */
    static boolean isClosed(HttpConnection connection, boolean secure) {
        Channel channel = ((ConnectionBase) connection).channel();
        if (secure) {
            return isClosedUnderTls(channel);
        }
        read(channel);
        return !channel.isActive();
    }

    private static boolean isClosedUnderTls(Channel channel) {
        if (channel.attr(ASKED).getAndSet(true) != null) {
            // Not where it is new: then this is called while TLS reads the end of the handshake.
            read(channel);
        }
        // The other side says so before it closes, and one read may find no more than that.
        return !channel.isActive()
                || channel.pipeline().get(SslHandler.class).engine().isInboundDone();
    }

    private static void read(Channel channel) {
        if (channel.unsafe() instanceof AbstractNioChannel.NioUnsafe socket
                && channel.eventLoop().inEventLoop()) {
            socket.read();
        }
    }
}
