package org.rolemesh.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LateFlushTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    /** Its turn ends when the test says so; that of the channel ends with each call. */
    private final EmbeddedChannel turns = new EmbeddedChannel();

    LateFlushTest() {
        channel.pipeline().addFirst(new LateFlush(new TurnEnd(turns.eventLoop())));
    }

    @AfterEach
    void leave_nothing_open() {
        channel.finishAndReleaseAll();
        turns.close();
    }

    @Test
    void what_is_written_leaves_when_the_turn_ends() {
        channel.pipeline().writeAndFlush(bytes(1));
        channel.pipeline().writeAndFlush(bytes(2));
        assertThat(channel.outboundMessages()).isEmpty();

        turns.runPendingTasks();

        assertThat(channel.outboundMessages()).hasSize(2);
    }

    @Test
    void what_is_only_written_does_not_leave() {
        channel.pipeline().write(bytes(1));

        turns.runPendingTasks();

        assertThat(channel.outboundMessages()).isEmpty();
    }

    @Test
    void what_was_written_before_a_close_leaves_before_it() {
        channel.pipeline().writeAndFlush(bytes(1));

        channel.pipeline().close();

        assertThat(channel.outboundMessages()).hasSize(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void a_full_buffer_is_sent_at_once() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(500, 1_000));
        channel.pipeline().writeAndFlush(bytes(400));
        assertThat(channel.outboundMessages()).isEmpty();

        channel.pipeline().writeAndFlush(bytes(800));

        assertThat(channel.outboundMessages()).hasSize(2);
        assertThat(channel.isWritable()).isTrue();
    }

    private static ByteBuf bytes(int count) {
        return Unpooled.wrappedBuffer(new byte[count]);
    }
}
