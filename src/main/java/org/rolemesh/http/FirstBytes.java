package org.rolemesh.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;

/** Where a handler sees the bytes of a connection before HTTP is made of them: on TLS, once they are decrypted. */
final class FirstBytes {
    private FirstBytes() {}

    /** Before those that were placed there earlier. */
    static void place(Channel channel, String name, ChannelHandler handler) {
        ChannelPipeline pipeline = channel.pipeline();
        SslHandler tls = pipeline.get(SslHandler.class);
        if (tls == null) {
            pipeline.addFirst(name, handler);
        } else {
            pipeline.addAfter(pipeline.context(tls).name(), name, handler);
        }
    }
}
