package org.rolemesh.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventCounterTest {
    private static final String CHUNK = "data: {\"choices\":[{\"delta\":{\"content\":\"a\\n\\nb\"}}]}\n\n";

    private final EventCounter counter = new EventCounter();

    @Test
    void done_and_comments_are_no_events() {
        assertThat(count(":\n\n" + CHUNK + ": ping\n\n" + CHUNK + "data: [DONE]\n\n"))
                .isEqualTo(2);
        assertThat(counter.done()).isTrue();
        assertThat(counter.failed()).isFalse();
    }

    @Test
    void a_cut_anywhere_changes_no_count() {
        byte[] stream = (CHUNK + CHUNK + "data:[DONE]\r\n\r\n").getBytes(UTF_8);
        for (int cut = 0; cut <= stream.length; cut++) {
            counter.reset();
            int events = counter.count(stream, 0, cut) + counter.count(stream, cut, stream.length);
            assertThat(events).as("cut at %d", cut).isEqualTo(2);
            assertThat(counter.done()).as("cut at %d", cut).isTrue();
        }
    }

    @Test
    void an_error_event_is_noticed() {
        count(CHUNK + "data: {\"error\": {\"message\":\"gone\"}}\n\n");

        assertThat(counter.failed()).isTrue();
        assertThat(counter.done()).isFalse();
    }

    @Test
    void lines_before_the_data_do_not_hide_it() {
        assertThat(count("id: 7\n" + CHUNK + ": ping\n" + CHUNK)).isEqualTo(2);
    }

    private int count(String stream) {
        byte[] bytes = stream.getBytes(UTF_8);
        return counter.count(bytes, 0, bytes.length);
    }
}
