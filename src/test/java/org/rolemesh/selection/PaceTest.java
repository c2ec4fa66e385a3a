package org.rolemesh.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final double MILLI = 1e6;

    @Test
    void one_odd_answer_among_many_changes_little() {
        Pace pace = new Pace(20_000_000, 0).with(200_000_000, 1_000);

        assertThat(pace.at(1_000, 0) / MILLI).isCloseTo(38, within(0.1));
    }

    @Test
    void an_answer_after_a_long_silence_counts_for_more_than_what_was_before() {
        long later = Duration.ofSeconds(60).toNanos();

        assertThat(new Pace(200_000_000, 0).with(20_000_000, later).at(later, 0) / MILLI)
                .isCloseTo(20, within(1.0));
    }

    @Test
    void what_is_known_of_an_upstream_fades_so_that_it_is_tried_again() {
        Pace slow = new Pace(100_000_000, 0);

        assertThat(slow.at(Duration.ofSeconds(30).toNanos(), 0) / MILLI).isCloseTo(50, within(0.1));
        assertThat(slow.at(Duration.ofSeconds(90).toNanos(), 0) / MILLI).isLessThan(20);
    }

    @Test
    void it_fades_no_further_than_to_the_fastest() {
        assertThat(new Pace(100_000_000, 0).at(Duration.ofHours(1).toNanos(), 20 * MILLI) / MILLI)
                .isCloseTo(20, within(0.1));
    }
}
