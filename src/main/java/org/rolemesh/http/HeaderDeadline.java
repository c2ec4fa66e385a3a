package org.rolemesh.http;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.rolemesh.openai.ApiErrors;

/**
 * Closes a connection whose client takes too long over a request's head, and one that has been idle for long. Sits
 * before the HTTP decoder, since only there the first byte of a head is seen. On the event loop of its channel.
 *
 * <p>One timer runs for each connection and looks at the deadline when it fires: a deadline that moves away costs nothing.
 * It is set anew only where one comes nearer, with a head of which the first piece has come and not the rest.
 */
final class HeaderDeadline extends ChannelInboundHandlerAdapter {
    /** What Vert.x calls the HTTP decoder; before it, bytes of TLS are decrypted. */
    static final String DECODER = "httpDecoder";

    private static final AttributeKey<HeaderDeadline> KEY = AttributeKey.valueOf(HeaderDeadline.class, "deadline");

    private enum Phase {
        IDLE,
        READING_HEAD,
        SERVING
    }

    private final long headNanos;
    private final long idleNanos;
    private Phase phase = Phase.READING_HEAD;
    private boolean sawBytes;
    private long deadlineNanos;
    private ScheduledFuture<?> timer;
    private long timerNanos;

    private HeaderDeadline(Duration head, Duration idle) {
        this.headNanos = head.toNanos();
        this.idleNanos = idle.toNanos();
    }

    static void install(HttpConnection connection, Duration head, Duration idle) {
        var channel = ((ConnectionBase) connection).channel();
        HeaderDeadline deadline = new HeaderDeadline(head, idle);
        channel.attr(KEY).set(deadline);
        channel.pipeline().addBefore(DECODER, "header-deadline", deadline);
    }

    static HeaderDeadline of(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().attr(KEY).get();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadlineNanos = System.nanoTime() + headNanos;
        checkAt(deadlineNanos, ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        sawBytes = true;
        if (phase == Phase.IDLE) {
            phase = Phase.READING_HEAD;
            deadlineNanos = System.nanoTime() + headNanos;
        }
        ctx.fireChannelRead(message);
        if (phase == Phase.READING_HEAD && timerNanos - deadlineNanos > 0) {
            timer.cancel(false);
            checkAt(deadlineNanos, ctx);
        }
    }

    /** A timer that is left would hold on to the closed connection until it fires. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        timer.cancel(false);
        ctx.fireChannelInactive();
    }

    void headArrived() {
        phase = Phase.SERVING;
    }

    void answered() {
        phase = Phase.IDLE;
        sawBytes = false;
        deadlineNanos = System.nanoTime() + idleNanos;
    }

    private void check(ChannelHandlerContext ctx) {
        if (!ctx.channel().isActive()) {
            return;
        }
        long now = System.nanoTime();
        long due = phase == Phase.SERVING ? now + idleNanos : deadlineNanos;
        if (due - now > 0) {
            checkAt(due, ctx);
        } else if (sawBytes) {
            ctx.writeAndFlush(RawAnswer.of(ApiErrors.requestTimeout())).addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.close();
        }
    }

    private void checkAt(long nanos, ChannelHandlerContext ctx) {
        timerNanos = nanos;
        timer = ctx.executor().schedule(() -> check(ctx), nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
}
