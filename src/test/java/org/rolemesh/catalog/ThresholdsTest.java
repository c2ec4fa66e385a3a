package org.rolemesh.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ThresholdsTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = THEN.plusSeconds(60);

    private final Thresholds patient = new Thresholds(3, 2);

    @Test
    void the_first_observation_decides_alone() {
        assertThat(patient.next(Health.unknown(THEN), Observation.answered(), NOW))
                .isEqualTo(Health.up(NOW));
        assertThat(patient.next(Health.unknown(THEN), Observation.failed("slow"), NOW))
                .isEqualTo(Health.down(NOW, "slow"));
    }

    @Test
    void one_failure_is_forgiven_and_forgotten_with_the_next_answer() {
        Health shaken = patient.next(Health.up(THEN), Observation.failed("slow"), NOW);

        assertThat(shaken.state()).isEqualTo(Health.State.UP);
        assertThat(patient.next(shaken, Observation.answered(), NOW)).isEqualTo(Health.up(THEN));
        assertThat(patient.next(shaken, Observation.failed("slow"), NOW)).isEqualTo(Health.down(NOW, "slow"));
    }

    @Test
    void a_refused_connection_decides_alone() {
        assertThat(patient.next(Health.up(THEN), Observation.refused("refused"), NOW))
                .isEqualTo(Health.down(NOW, "refused"));
    }

    @Test
    void it_takes_as_many_answers_as_configured_to_come_back() {
        Health health = Health.down(THEN, "refused");
        for (int i = 1; i < 3; i++) {
            health = patient.next(health, Observation.answered(), NOW);
            assertThat(health.state()).as("after %d answers", i).isEqualTo(Health.State.DOWN);
        }
        assertThat(patient.next(health, Observation.answered(), NOW)).isEqualTo(Health.up(NOW));
    }

    @Test
    void a_failure_in_between_starts_the_count_again() {
        Health once = patient.next(Health.down(THEN, "refused"), Observation.answered(), NOW);
        Health again = patient.next(once, Observation.refused("refused"), NOW);

        assertThat(again).isEqualTo(Health.down(THEN, "refused"));
    }

    @Test
    void it_has_been_down_since_it_went_down_whatever_the_reason_now() {
        Health before = Health.down(THEN, "refused");

        assertThat(patient.next(before, Observation.failed("slow"), NOW)).isEqualTo(Health.down(THEN, "slow"));
    }

    @Test
    void a_loaded_model_is_up_at_once() {
        Health loading = patient.next(Health.up(THEN), Observation.loading(), NOW);

        assertThat(loading).isEqualTo(Health.loading(NOW));
        assertThat(patient.next(loading, Observation.loading(), NOW.plusSeconds(1)))
                .isEqualTo(loading);
        assertThat(patient.next(loading, Observation.answered(), NOW)).isEqualTo(Health.up(NOW));
    }
}
