package org.rolemesh.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes leaves a file that is whole. */
class KilledWriterTest {
    private static final int KILLS = 12;
    private static final int KILLS_OF_A_WRITER = 2;
    /** One second between writes, and what a busy disk takes for one. */
    private static final long LAST_SECOND_MS = 2_500;

    @TempDir
    private Path folder;

    private final Random random = new Random(20_260_301);

    @Test
    void what_was_written_before_the_kill_is_there() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            long told = 0;
            try (StateChild child = StateChild.writing(folder)) {
                assertThat(child.line()).isEqualTo("1");
                pause(100);
                child.kill();
                told = lastNumberOf(child);
            }
            assertThat(read().path("n").asLong()).isBetween(told, told + 1);
        }
    }

    @Test
    void a_writer_loses_its_last_second_at_the_most() throws Exception {
        for (int kill = 0; kill < KILLS_OF_A_WRITER; kill++) {
            try (StateChild child = StateChild.changing(folder)) {
                assertThat(child.line()).matches("\\d+");
                pause(2_500);
                long killed = System.currentTimeMillis();
                child.kill();

                assertThat(read().path("n").asLong()).isGreaterThan(killed - LAST_SECOND_MS);
            }
        }
    }

    /** Fails where the file itself, without help of the copy before it, is not whole. */
    private ObjectNode read() throws Exception {
        try (StateFolder state = StateFolder.open(folder, "gateway")) {
            StateFile file = state.file("nodes.json", 1);
            ObjectNode content = file.load().orElseThrow();
            assertThat(file.fault()).isEmpty();
            return content;
        }
    }

    /** A line that the kill cut off does not count. */
    private static long lastNumberOf(StateChild child) throws Exception {
        long last = 1;
        for (String line = child.line(); line != null; line = child.line()) {
            if (line.matches("\\d+") && Long.parseLong(line) == last + 1) {
                last++;
            }
        }
        return last;
    }

    private void pause(int atMostMs) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(atMostMs * 1_000)));
    }
}
