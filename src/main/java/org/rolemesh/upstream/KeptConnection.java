package org.rolemesh.upstream;

import io.netty.channel.Channel;
import io.netty.channel.nio.AbstractNioChannel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Whether a connection from the pool still stands. The event loop hears of its end only in its next turn; what is
 * written before that is lost, and nobody could say whether it ran. So the socket itself is asked, which costs one read
 * that finds nothing.
 */
final class KeptConnection {
    private KeptConnection() {}

    /** Whether the other side has closed it, as far as this host has heard. On the event loop of the connection. */
    static boolean isClosed(HttpConnection connection) {
        Channel channel = ((ConnectionBase) connection).channel();
        if (channel.unsafe() instanceof AbstractNioChannel.NioUnsafe socket
                && channel.eventLoop().inEventLoop()) {
            socket.read();
        }
        return !channel.isActive();
    }
}
