package org.rolemesh.slots;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RestartsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;

    @Test
    void L11_the_pauses_grow_from_one_second_to_thirty() {
        List<Long> pauses = new ArrayList<>();
        Restarts restarts = Restarts.NONE;
        for (int failure = 0; failure < 8; failure++) {
            restarts = restarts.failed(11L * MINUTE * failure);
            pauses.add(restarts.pause(0.5).toSeconds());
        }

        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    }

    @Property
    void L11_a_pause_is_a_quarter_longer_or_shorter_at_most(
            @ForAll @IntRange(min = 1, max = 20) int failures, @ForAll @DoubleRange(min = 0, max = 1) double random) {
        Restarts restarts = Restarts.NONE;
        for (int failure = 0; failure < failures; failure++) {
            restarts = restarts.failed(failure);
        }

        double middle = restarts.pause(0.5).toMillis();
        assertThat((double) restarts.pause(random).toMillis()).isBetween(middle * 0.75 - 1, middle * 1.25 + 1);
        assertThat(restarts.pause(0).toMillis()).isLessThan(restarts.pause(1).toMillis());
    }

    @Test
    void L11_a_minute_of_health_begins_the_pauses_anew() {
        Restarts restarts = Restarts.NONE.failed(0).failed(1).failed(2);

        assertThat(restarts.afterHealth(Duration.ofSeconds(59)).failed(3).pause(0.5))
                .isEqualTo(Duration.ofSeconds(8));
        assertThat(restarts.afterHealth(Duration.ofSeconds(60)).failed(3).pause(0.5))
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void L11_five_failures_within_ten_minutes_are_enough() {
        Restarts four =
                Restarts.NONE.failed(0).failed(MINUTE).failed(2 * MINUTE).failed(3 * MINUTE);

        assertThat(four.isGivenUp()).isFalse();
        assertThat(four.failed(10 * MINUTE - 1).isGivenUp()).isTrue();
    }

    @Test
    void failures_of_ten_minutes_ago_do_not_count() {
        Restarts four =
                Restarts.NONE.failed(0).failed(MINUTE).failed(2 * MINUTE).failed(3 * MINUTE);

        assertThat(four.failed(10 * MINUTE).isGivenUp()).isFalse();
    }

    @Test
    void health_does_not_undo_what_counts() {
        Restarts four = Restarts.NONE
                .failed(0)
                .failed(1)
                .afterHealth(Duration.ofMinutes(1))
                .failed(2)
                .failed(3);

        assertThat(four.afterHealth(Duration.ofMinutes(1)).failed(MINUTE).isGivenUp())
                .isTrue();
    }
}
