package org.rolemesh.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BadKeysTest {
    private static final String HERE = "10.0.0.5";

    private long now = -3;
    private final BadKeys badKeys = new BadKeys(() -> now);

    @Test
    void A4_the_eleventh_bad_key_of_a_minute_is_one_too_many() {
        for (int n = 0; n < 10; n++) {
            assertThat(badKeys.note(HERE)).isEmpty();
            pass(Duration.ofSeconds(1));
        }

        assertThat(badKeys.note(HERE)).contains(Duration.ofSeconds(50));
        assertThat(badKeys.note("10.0.0.6")).as("another address").isEmpty();
    }

    @Test
    void A4_the_next_minute_begins_anew() {
        for (int n = 0; n < 20; n++) {
            badKeys.note(HERE);
        }
        pass(Duration.ofMinutes(1));

        assertThat(badKeys.note(HERE)).isEmpty();
    }

    @Test
    void A4_no_number_of_addresses_fills_the_memory() {
        for (int n = 0; n < 2 * BadKeys.MAX_ADDRESSES; n++) {
            badKeys.note("address-" + n);
        }
        assertThat(badKeys.addresses()).isEqualTo(BadKeys.MAX_ADDRESSES);

        pass(Duration.ofMinutes(1));
        badKeys.note(HERE);

        assertThat(badKeys.addresses()).isEqualTo(1);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
