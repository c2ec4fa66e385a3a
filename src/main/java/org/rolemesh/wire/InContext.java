package org.rolemesh.wire;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.impl.ContextInternal;
import java.util.function.Consumer;

/** Runs what a channel has brought in the context of those whom it is for. */
public final class InContext {
    private InContext() {}

    /**
     * Runs it, on the event loop of the channel. A fault is reported and closes the channel: nobody can say then how far it
     * has been read.
     */
    public static <T> void run(ContextInternal context, ChannelHandlerContext channel, Consumer<T> work, T what) {
        ContextInternal previous = context.beginDispatch();
        try {
            work.accept(what);
        } catch (Throwable e) {
            context.reportException(e);
            channel.close();
        } finally {
            context.endDispatch(previous);
        }
    }
}
