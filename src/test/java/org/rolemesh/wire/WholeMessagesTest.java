package org.rolemesh.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WholeMessagesTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new HttpResponseEncoder());

    @AfterEach
    void leave_nothing_open() {
        channel.finishAndReleaseAll();
    }

    @Test
    void an_answer_leaves_as_one_buffer_with_its_head() {
        assertThat(buffersOf(2_000)).isEqualTo(2);

        WholeMessages.on(channel);

        assertThat(buffersOf(2_000)).isEqualTo(1);
    }

    @Test
    void a_long_one_is_not_copied_for_that() {
        WholeMessages.on(channel);

        assertThat(buffersOf(100_000)).isEqualTo(2);
    }

    @Test
    void however_little_comes_the_next_message_finds_room() {
        WholeMessages.on(channel);
        var reads = channel.config().getRecvByteBufAllocator().newHandle();
        for (int i = 0; i < 100; i++) {
            reads.reset(channel.config());
            reads.lastBytesRead(0);
            reads.readComplete();
        }

        assertThat(reads.guess()).isEqualTo(2_048);
    }

    private int buffersOf(int length) {
        DefaultFullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(new byte[length]));
        answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
        channel.writeOutbound(answer);
        int buffers = channel.outboundMessages().size();
        channel.releaseOutbound();
        return buffers;
    }
}
