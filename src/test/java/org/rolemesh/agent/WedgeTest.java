package org.rolemesh.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WedgeTest {
    private static final Duration PATIENCE = Duration.ofNanos(10);
    private static final OptionalLong SILENT = OptionalLong.empty();

    @Test
    void work_without_a_computation_for_long_is_stuck() {
        Wedge wedge = Wedge.begin(0).looked(true, count(5), 1).looked(true, count(5), 10);

        assertThat(wedge.isStuck(10, PATIENCE)).isFalse();
        assertThat(wedge.isStuck(11, PATIENCE)).isTrue();
    }

    @Test
    void every_computation_begins_the_time_anew() {
        Wedge wedge = Wedge.begin(0).looked(true, count(5), 1).looked(true, count(6), 10);

        assertThat(wedge.isStuck(19, PATIENCE)).isFalse();
    }

    @Test
    void a_count_that_begins_anew_has_moved() {
        Wedge wedge = Wedge.begin(0).looked(true, count(500), 1).looked(true, count(1), 10);

        assertThat(wedge.isStuck(19, PATIENCE)).isFalse();
    }

    @Test
    void who_does_not_tell_while_it_has_work_may_be_stuck() {
        Wedge wedge = Wedge.begin(0).looked(true, SILENT, 5).looked(true, SILENT, 10);

        assertThat(wedge.isStuck(10, PATIENCE)).isTrue();
    }

    @Test
    void silence_does_not_make_an_old_count_new() {
        Wedge wedge =
                Wedge.begin(0).looked(true, count(5), 1).looked(true, SILENT, 5).looked(true, count(5), 11);

        assertThat(wedge.isStuck(11, PATIENCE)).isTrue();
    }

    @Test
    void who_has_no_work_is_not_stuck() {
        Wedge wedge = Wedge.begin(0).looked(true, count(5), 1).looked(false, SILENT, 100);

        assertThat(wedge.isStuck(109, PATIENCE)).isFalse();
    }

    @Test
    void three_failures_in_a_row_are_enough() {
        Wedge two = Wedge.begin(0).failed().failed();

        assertThat(two.isFailing()).isFalse();
        assertThat(two.failed().isFailing()).isTrue();
        assertThat(two.answered().failed().isFailing()).isFalse();
        assertThat(two.looked(true, SILENT, 1).failed().isFailing()).isTrue();
    }

    private static OptionalLong count(long decodes) {
        return OptionalLong.of(decodes);
    }
}
