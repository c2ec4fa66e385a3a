package org.rolemesh.http;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Makes a request malformed whose version is none of HTTP/1.x. The guard before the decoder does not see the head of one
 * that is sent before the last answer is over, and Vert.x would answer it with a 501 of its own.
 */
@Sharable
final class KnownVersion extends ChannelInboundHandlerAdapter {
    private static final KnownVersion INSTANCE = new KnownVersion();

    private KnownVersion() {}

    static void install(HttpConnection connection) {
        ((ConnectionBase) connection).channel().pipeline().addAfter(HeaderDeadline.DECODER, "known-version", INSTANCE);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request && !isKnown(request.protocolVersion())) {
            request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("not HTTP/1.1")));
        }
        ctx.fireChannelRead(message);
    }

    /** Netty has these two for texts that are exactly so, Vert.x knows no other, and their equals does not tell hTTP/1.0 apart. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isKnown(HttpVersion version) {
        return version == HttpVersion.HTTP_1_1 || version == HttpVersion.HTTP_1_0;
    }
}
