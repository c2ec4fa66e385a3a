package org.rolemesh.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class ReadSizesTest {
    @Test
    void however_little_comes_the_next_message_finds_room() {
        EmbeddedChannel channel = new EmbeddedChannel();
        ReadSizes.on(channel);
        var reads = channel.config().getRecvByteBufAllocator().newHandle();
        for (int i = 0; i < 100; i++) {
            reads.reset(channel.config());
            reads.lastBytesRead(0);
            reads.readComplete();
        }

        assertThat(reads.guess()).isEqualTo(2_048);
        channel.finishAndReleaseAll();
    }
}
