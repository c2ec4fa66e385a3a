package org.rolemesh.wire;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Buffers that hold a message of some KiB with its head. Netty's encoder puts a body beside its head where there is room, and
 * makes two buffers and a gathering write of them otherwise; and its reads grow small where they find little, so that the
 * next message takes two.
 */
public final class WholeMessages extends AbstractByteBufAllocator {
    private static final int ROOM_BYTES = 4 * 1024;
    private static final int LEAST_READ_BYTES = 2 * 1024;
    private static final int MOST_READ_BYTES = 64 * 1024;
    private static final AdaptiveRecvByteBufAllocator READS =
            new AdaptiveRecvByteBufAllocator(LEAST_READ_BYTES, LEAST_READ_BYTES, MOST_READ_BYTES);

    private final ByteBufAllocator ground;

    private WholeMessages(ByteBufAllocator ground) {
        super(true);
        this.ground = ground;
    }

    /** From now on {@code connection} has such buffers. */
    public static void on(HttpConnection connection) {
        on(((ConnectionBase) connection).channel());
    }

    static void on(Channel channel) {
        ChannelConfig config = channel.config();
        config.setAllocator(new WholeMessages(config.getAllocator()));
        readWhole(channel);
    }

    /** The same for what is read alone, where no encoder of Netty's writes. */
    static void readWhole(Channel channel) {
        channel.config().setRecvByteBufAllocator(READS);
    }

    @Override
    public ByteBuf buffer(int initialCapacity) {
        return super.buffer(Math.max(ROOM_BYTES, initialCapacity));
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return ground.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return ground.directBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return ground.isDirectBufferPooled();
    }
}
