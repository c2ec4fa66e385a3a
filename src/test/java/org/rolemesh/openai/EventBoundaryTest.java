package org.rolemesh.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventBoundaryTest {

    /** In each line the bar marks the boundary; r and n stand for CR and LF. */
    @ParameterizedTest
    @CsvSource({
        "|",
        "|data",
        "|datan",
        "|datarn",
        "|datar",
        "datann|",
        "datarr|",
        "datarnrn|",
        "datanrn|",
        "datarnn|",
        "datarnr|",
        "datanr|",
        "datarrn|",
        "dnn|d",
        "dnndnn|dn",
        "dnn|drnd",
        "dnnn|",
        "n|d",
        "rn|d",
        "r|d",
        "nn|d"
    })
    void an_event_ends_with_a_blank_line_of_any_line_ends(String picture) {
        String text = picture.replace('r', '\r').replace('n', '\n');
        int expected = text.indexOf('|');
        byte[] bytes = text.replace("|", "").getBytes(StandardCharsets.UTF_8);
        assertThat(EventBoundary.lastEnd(ByteAt.of(bytes), 0, bytes.length)).isEqualTo(expected);
    }

    @Test
    void bytes_outside_the_bounds_are_not_looked_at() {
        byte[] bytes = "\n\ndata\n\n".getBytes(StandardCharsets.UTF_8);
        assertThat(EventBoundary.lastEnd(ByteAt.of(bytes), 2, 7)).isEqualTo(2);
    }

    @Test
    void a_blank_line_that_is_split_over_two_chunks_is_found_by_its_second_half() {
        byte[] bytes = "data\n\n".getBytes(StandardCharsets.UTF_8);
        assertThat(EventBoundary.lastEnd(ByteAt.of(bytes), 0, 5)).isZero();
        assertThat(EventBoundary.lastEnd(ByteAt.of(bytes), 0, 5, 6)).isEqualTo(6);
    }

    @Test
    void bytes_that_were_seen_before_are_read_no_more_than_two_back() {
        byte[] bytes = "a".repeat(1000).getBytes(StandardCharsets.UTF_8);
        int[] lowest = {bytes.length};
        ByteAt watched = index -> {
            lowest[0] = Math.min(lowest[0], index);
            return bytes[index];
        };
        EventBoundary.lastEnd(watched, 0, 990, 1000);
        assertThat(lowest[0]).isBetween(988, 990);
    }
}
