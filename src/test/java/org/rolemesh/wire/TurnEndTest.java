package org.rolemesh.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnEndTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final TurnEnd turnEnd = new TurnEnd(channel.eventLoop());
    private final List<Integer> done = new ArrayList<>();

    @Test
    void what_is_put_off_is_done_when_the_turn_ends_in_its_order() {
        putOff(1);
        putOff(2);
        assertThat(done).isEmpty();

        channel.runPendingTasks();

        assertThat(done).containsExactly(1, 2);
    }

    @Test
    void the_next_turn_has_an_end_as_well() {
        putOff(1);
        channel.runPendingTasks();
        putOff(2);
        channel.runPendingTasks();

        assertThat(done).containsExactly(1, 2);
    }

    @Test
    void nothing_waits_for_more_than_31_others() {
        for (int i = 1; i <= 31; i++) {
            putOff(i);
        }
        assertThat(done).isEmpty();

        putOff(32);

        assertThat(done).hasSize(32).startsWith(1, 2).endsWith(32);
    }

    @Test
    void what_is_put_off_by_what_was_put_off_is_not_forgotten() {
        turnEnd.run(() -> {
            for (int i = 1; i <= 40; i++) {
                putOff(i);
            }
        });

        channel.runPendingTasks();

        assertThat(done).hasSize(40).doesNotHaveDuplicates();
    }

    private void putOff(int number) {
        turnEnd.run(() -> done.add(number));
    }
}
