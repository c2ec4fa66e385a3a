package org.rolemesh.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseEventsTest {

    @Test
    void an_error_event_is_one_unnamed_event_with_the_error_object() {
        String event = text(SseEvents.error(ApiErrors.upstreamIdle()));
        assertThat(event)
                .startsWith("data: {\"error\":{")
                .contains("upstream_idle_timeout")
                .endsWith("}\n\n");
        assertThat(event.strip().lines()).hasSize(1);
    }

    @Test
    void a_comment_is_one_line_whatever_its_text() {
        assertThat(text(SseEvents.comment("waiting"))).isEqualTo(": waiting\n\n");
        assertThat(text(SseEvents.comment("a\r\ndata: b"))).isEqualTo(": a  data: b\n\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: [DONE]\n\n",
                "data:[DONE]\n\n",
                "data: {}\n\ndata: [DONE]\r\n\r\n",
                "data: {}\r\rdata: [DONE]\r\r",
                "data: {}\n\ndata: [DONE]\n\n\n",
                "id: 1\ndata: [DONE]\n\n",
                "data: [DONE]\n\ndata: {\"cut"
            })
    void a_stream_is_done_when_its_last_whole_event_says_so(String stream) {
        assertThat(isDone(stream)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "data: [DONE]",
                "data: [DONE]\n",
                "data: {}\n\n",
                "data: [DONE]\n\ndata: {}\n\n",
                "data: \"data: [DONE]\n\n",
                "xdata: [DONE]\n\n",
                ": data: [DONE]\n\n",
                "data: [DONE]x\n\n",
                "\n\n"
            })
    void a_stream_is_not_done_before_that(String stream) {
        assertThat(isDone(stream)).isFalse();
    }

    private static boolean isDone(String stream) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        return SseEvents.isDone(ByteAt.of(bytes), 0, bytes.length);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
