package org.rolemesh.wire;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;

/** How much is read at once. Netty's reads grow small where they find little, so that the next message takes two. */
public final class ReadSizes {
    private static final int LEAST_BYTES = 2 * 1024;
    private static final int MOST_BYTES = 64 * 1024;
    private static final AdaptiveRecvByteBufAllocator READS =
            new AdaptiveRecvByteBufAllocator(LEAST_BYTES, LEAST_BYTES, MOST_BYTES);

    private ReadSizes() {}

    /** From now on a message of some KiB finds room in one read of {@code channel}. */
    public static void on(Channel channel) {
        channel.config().setRecvByteBufAllocator(READS);
    }
}
