package org.rolemesh.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import org.rolemesh.openai.ApiErrors;

/**
 * Refuses a head in which a header goes on over a second line (RFC 9112, section 5.2), and all that follows a refused
 * head on its connection. Sits before the HTTP decoder, which makes one line of two and tells nobody. On the event loop
 * of its channel.
 *
 * <p>It reads from the end of an answer to the end of the next head. A head that was sent while the answer before it was
 * under way is left to the decoder, which the RFC allows too.
 */
final class HeadGuard extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<HeadGuard> KEY = AttributeKey.valueOf(HeadGuard.class, "guard");
    private static final int NONE_FOUND = -1;

    private boolean inHead = true;
    private boolean begun;
    private int lineLength;
    private boolean refused;

    static void install(HttpConnection connection) {
        var channel = ((ConnectionBase) connection).channel();
        HeadGuard guard = new HeadGuard();
        channel.attr(KEY).set(guard);
        channel.pipeline().addFirst("head-guard", guard);
    }

    static HeadGuard of(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().attr(KEY).get();
    }

    void headArrived() {
        inHead = false;
    }

    void answered() {
        inHead = true;
        begun = false;
        lineLength = 0;
    }

    /** What comes after this is dropped, and what the decoder has read ahead is not to be served. */
    void refuseRest() {
        refused = true;
    }

    boolean isRefusing() {
        return refused;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!refused && inHead && message instanceof ByteBuf bytes) {
            refused = bytes.forEachByte(this::isHarmless) != NONE_FOUND && inHead;
            if (refused) {
                ctx.writeAndFlush(RawAnswer.of(ApiErrors.badRequest("a header must be on one line")))
                        .addListener(ChannelFutureListener.CLOSE);
            }
        }
        if (refused) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    /** Stops at a fold, and at the end of the head, which only the second leaves behind. */
    private boolean isHarmless(byte next) {
        if (next == '\n') {
            inHead = !begun || lineLength > 0;
            lineLength = 0;
            return inHead;
        }
        if (next == '\r') {
            return true;
        }
        boolean folds = begun && lineLength == 0 && (next == ' ' || next == '\t');
        begun = true;
        lineLength++;
        return !folds;
    }
}
