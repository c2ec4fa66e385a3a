package org.rolemesh.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RingTest {
    private final Ring<Integer> ring = new Ring<>(4);

    @Test
    void what_was_added_last_is_found_in_its_order() {
        IntStream.range(0, 7).forEach(ring::add);

        assertThat(values(0)).containsExactly(3, 4, 5, 6);
        assertThat(values(5)).containsExactly(5, 6);
        assertThat(values(7)).isEmpty();
    }

    @Test
    void who_reads_while_others_add_misses_none_that_is_still_kept_and_sees_none_twice() throws Exception {
        Ring<Integer> shared = new Ring<>(100_000);
        CountDownLatch added = new CountDownLatch(2);
        for (int writer = 0; writer < 2; writer++) {
            new Thread(() -> {
                        IntStream.range(0, 20_000).forEach(shared::add);
                        added.countDown();
                    })
                    .start();
        }
        LongStream.Builder seen = LongStream.builder();
        long next = 0;
        while (added.getCount() > 0 || next < 40_000) {
            for (Ring.Entry<Integer> entry : shared.from(next)) {
                seen.add(entry.number());
                next = entry.number() + 1;
            }
        }

        assertThat(seen.build())
                .containsExactlyElementsOf(LongStream.range(0, 40_000).boxed().toList());
    }

    private List<Integer> values(long from) {
        return ring.from(from).stream().map(Ring.Entry::value).toList();
    }
}
