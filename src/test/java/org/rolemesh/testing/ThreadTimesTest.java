package org.rolemesh.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ThreadTimesTest {
    @Test
    void work_is_counted() throws Exception {
        long self = ProcessHandle.current().pid();
        ThreadTimes before = ThreadTimes.of(self);
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        Duration used = Duration.ZERO;
        while (used.toMillis() < 20 && end - System.nanoTime() > 0) {
            used = ThreadTimes.of(self).since(before);
        }

        assertThat(used).isGreaterThanOrEqualTo(Duration.ofMillis(20));
    }
}
