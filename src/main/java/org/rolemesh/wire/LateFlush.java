package org.rolemesh.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/** Sends what has been written to a connection at the end of the event loop's turn, together with what others are sent. */
public final class LateFlush extends ChannelDuplexHandler {
    private final TurnEnd turnEnd;
    // Made once, not for each event.
    private Runnable flush;
    private boolean due;

    LateFlush(TurnEnd turnEnd) {
        this.turnEnd = turnEnd;
    }

    /**
     * Holds for all that is written from now on.
     *
     * @param turnEnd of the channel's event loop
     */
    public static void install(Channel channel, TurnEnd turnEnd) {
        channel.pipeline().addFirst("late-flush", new LateFlush(turnEnd));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        flush = () -> flushIfDue(ctx);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        if (!due) {
            due = true;
            turnEnd.run(flush);
        }
    }

    private void flushIfDue(ChannelHandlerContext ctx) {
        if (due) {
            due = false;
            ctx.flush();
        }
    }

    /** Whoever has filled the buffer waits for it to be sent. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!ctx.channel().isWritable()) {
            flushIfDue(ctx);
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        flushIfDue(ctx);
        ctx.close(promise);
    }

    @Override
    public void disconnect(ChannelHandlerContext ctx, ChannelPromise promise) {
        flushIfDue(ctx);
        ctx.disconnect(promise);
    }
}
