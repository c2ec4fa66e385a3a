package org.rolemesh.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.rolemesh.openai.TokenUsage;
import org.rolemesh.slots.Launch;
import org.rolemesh.slots.Phase;

class HealthWatchTest {
    private final OneSlot slot = OneSlot.ready();
    private final Figures figures = new Figures();
    private final HealthWatch watch = new HealthWatch(slot.supervisor, figures, Duration.ofMinutes(2), slot::now);

    @Test
    void a_process_that_fails_three_requests_in_a_row_is_replaced() {
        watch.failed(slot.upstream("a"));
        watch.failed(slot.upstream("a"));
        assertThat(slot.slot().phase()).isEqualTo(Phase.READY);

        watch.failed(slot.upstream("a"));

        assertThat(slot.slot().phase()).isEqualTo(Phase.STOPPING);
        assertThat(slot.slot().fault()).isEqualTo("every request to it failed, though it says that it is well");
    }

    @Test
    void an_answer_in_between_shows_that_it_works() {
        for (int round = 0; round < 5; round++) {
            watch.failed(slot.upstream("a"));
            watch.failed(slot.upstream("a"));
            watch.answered(slot.upstream("a"), TokenUsage.NONE);
        }

        assertThat(slot.slot().phase()).isEqualTo(Phase.READY);
    }

    @Test
    void failures_of_one_process_do_not_count_against_the_next() {
        watch.failed(slot.upstream("a"));
        watch.failed(slot.upstream("a"));
        slot.ended();
        slot.after(1);
        slot.comesUp();

        watch.failed(slot.upstream("a"));

        assertThat(slot.slot().phase()).isEqualTo(Phase.READY);
    }

    @Test
    void a_process_that_has_requests_and_computes_nothing_is_replaced() {
        Launch launch = slot.launch();
        watch.looked(launch, true, OptionalLong.of(7));
        slot.after(119);
        watch.looked(launch, true, OptionalLong.of(7));
        assertThat(slot.slot().phase()).isEqualTo(Phase.READY);

        slot.after(1);
        watch.looked(launch, true, OptionalLong.of(7));

        assertThat(slot.slot().phase()).isEqualTo(Phase.STOPPING);
        assertThat(slot.slot().fault()).isEqualTo("it had requests and computed nothing for 120 s");
    }

    @Test
    void time_without_requests_is_no_standing_still() {
        Launch launch = slot.launch();
        watch.looked(launch, true, OptionalLong.of(7));
        slot.after(500);
        watch.looked(launch, false, OptionalLong.empty());
        slot.after(2);
        watch.looked(launch, true, OptionalLong.of(7));

        assertThat(slot.slot().phase()).isEqualTo(Phase.READY);
    }

    @Test
    void a_process_that_yields_and_computes_nothing_is_ended() {
        Launch launch = slot.launch();
        slot.inFlight = 1;
        slot.supervisor.unload("a");
        assertThat(slot.slot().phase()).isEqualTo(Phase.YIELDING);
        watch.looked(launch, true, OptionalLong.of(7));
        slot.after(120);

        watch.looked(launch, true, OptionalLong.of(7));

        assertThat(slot.slot().phase()).isEqualTo(Phase.STOPPING);
        assertThat(slot.slot().fault()).as("it was to go").isNull();
    }

    @Test
    void a_process_that_takes_no_connections_is_replaced() {
        watch.unreachable(OneSlot.NAME);
        assertThat(slot.slot().phase()).isEqualTo(Phase.STOPPING);
        slot.ended();

        watch.unreachable(OneSlot.NAME);
        assertThat(slot.slot().phase()).isEqualTo(Phase.BACKING_OFF);
    }

    @Test
    void the_speed_is_that_of_the_last_answer_that_told() {
        watch.answered(slot.upstream("a"), new TokenUsage(1, 1, 0, 42.5));
        watch.answered(slot.upstream("a"), TokenUsage.NONE);

        assertThat(figures.tokensPerSecond(OneSlot.NAME)).hasValue(42.5);
    }
}
