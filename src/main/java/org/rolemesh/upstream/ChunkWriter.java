package org.rolemesh.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;

/**
 * Writes the chunks of an answer whose head has been sent (RFC 9112, section 7.1), each as one buffer. Netty's encoder makes
 * three of each event, with a promise for all of them, and the socket a gathering write: a tenth of what an event costs. On
 * the event loop of the connection.
 */
final class ChunkWriter {
    private static final int CRLF = '\r' << 8 | '\n';
    private static final int CRLF_BYTES = 2;

    private final ChannelHandlerContext encoder;

    private ChunkWriter(ChannelHandlerContext encoder) {
        this.encoder = encoder;
    }

    /** What it writes passes the encoder by, whose own last chunk comes after it. */
    static ChunkWriter of(HttpConnection connection) {
        return new ChunkWriter(
                ((ConnectionBase) connection).channel().pipeline().context("httpEncoder"));
    }

    void write(Buffer data) {
        int length = data.length();
        if (length == 0) {
            // It would be the last.
            return;
        }
        String size = Integer.toHexString(length);
        ByteBuf bytes = ((BufferImpl) data).byteBuf();
        ByteBuf chunk = encoder.alloc().ioBuffer(size.length() + length + 2 * CRLF_BYTES);
        chunk.writeCharSequence(size, StandardCharsets.US_ASCII);
        chunk.writeShort(CRLF);
        chunk.writeBytes(bytes, bytes.readerIndex(), length);
        chunk.writeShort(CRLF);
        encoder.writeAndFlush(chunk);
    }
}
