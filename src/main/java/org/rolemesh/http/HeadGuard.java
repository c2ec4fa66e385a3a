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
 * Refuses a head in which lines end or words are divided in other ways than RFC 9112 wants (sections 2.2, 3 and 5.2), and
 * all that follows a refused head on its connection. Sits before the HTTP decoder, which takes most of them, makes one
 * line of two, and tells nobody. On the event loop of its channel.
 *
 * <p>It reads from the end of an answer to the end of the next head. A head that was sent while the answer before it was
 * under way has not been seen by it.
 */
final class HeadGuard extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<HeadGuard> KEY = AttributeKey.valueOf(HeadGuard.class, "guard");
    private static final int NONE_FOUND = -1;
    private static final byte DEL = 0x7f;
    /** And 0 or 1. */
    private static final String VERSION = "HTTP/1.";

    private boolean inHead = true;
    private boolean begun;
    private boolean inFirstLine = true;
    /** Of the first line. */
    private int spaces;
    /** How much of the version has come, behind the second of them. */
    private int versionLength;

    private int lineLength;
    private byte previous;
    private boolean refused;

    static void install(HttpConnection connection) {
        var channel = ((ConnectionBase) connection).channel();
        HeadGuard guard = new HeadGuard();
        channel.attr(KEY).set(guard);
        channel.pipeline().addBefore(HeaderDeadline.DECODER, "head-guard", guard);
    }

    static HeadGuard of(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().attr(KEY).get();
    }

    /** Whether it has seen the head that the decoder has just taken. */
    boolean hasSeenHead() {
        return !inHead;
    }

    void headArrived() {
        inHead = false;
    }

    void answered() {
        inHead = true;
        begun = false;
        inFirstLine = true;
        spaces = 0;
        versionLength = 0;
        lineLength = 0;
        previous = 0;
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
                ctx.writeAndFlush(RawAnswer.of(ApiErrors.badRequest(
                                "it begins with a method, a path and HTTP/1.1, one space between them, and each of its"
                                        + " headers is on one line, which ends with CR and LF")))
                        .addListener(ChannelFutureListener.CLOSE);
            }
        }
        if (refused) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    /** Stops at a fault, and at the end of the head, which only the second leaves behind. */
    private boolean isHarmless(byte next) {
        byte before = previous;
        previous = next;
        if ((before == '\r') != (next == '\n')) {
            return false;
        }
        if (next == '\n') {
            return endLine();
        }
        if (next == '\r') {
            return !inFirstLine || !begun || versionLength == VERSION.length() + 1;
        }
        boolean harmless = inFirstLine ? mayBeInFirstLine(before, next) : mayBeInHeader(next);
        begun = true;
        lineLength++;
        return harmless;
    }

    private boolean endLine() {
        inHead = !begun || lineLength > 0;
        inFirstLine = !begun;
        lineLength = 0;
        return inHead;
    }

    private boolean mayBeInFirstLine(byte before, byte next) {
        if (next == ' ') {
            spaces++;
            return lineLength > 0 && before != ' ' && spaces <= 2;
        }
        return next > ' ' && next != DEL && (spaces < 2 || continuesVersion(next));
    }

    private boolean continuesVersion(byte next) {
        int at = versionLength++;
        return at < VERSION.length()
                ? next == VERSION.charAt(at)
                : at == VERSION.length() && (next == '0' || next == '1');
    }

    /** One that begins with space goes on with the line before it. */
    private boolean mayBeInHeader(byte next) {
        if (next == ' ' || next == '\t') {
            return lineLength > 0;
        }
        return next < 0 || (next > ' ' && next != DEL);
    }
}
