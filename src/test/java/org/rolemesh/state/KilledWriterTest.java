package org.rolemesh.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes leaves files that are whole. */
class KilledWriterTest {
    private static final int KILLS = 5;
    /** Each in its own folder, so that a kill finds each of them elsewhere in its write: twenty are killed. */
    private static final int FILES = 4;

    private static final int KILLS_OF_A_WRITER = 2;
    /** One second between writes, and what a busy disk takes for one. */
    private static final long LAST_SECOND_MS = 2_500;

    @TempDir
    private Path folder;

    private final Random random = new Random(20_260_301);

    @Test
    void S1_what_was_written_before_the_kill_is_there() throws Exception {
        List<Path> folders = IntStream.range(0, FILES)
                .mapToObj(number -> folder.resolve("state-" + number))
                .toList();
        for (int kill = 0; kill < KILLS; kill++) {
            long[] told = new long[FILES];
            try (StateChild child = StateChild.writing(folders)) {
                while (Arrays.stream(told).anyMatch(number -> number == 0)) {
                    take(child.line(), told);
                }
                pause(100);
                child.kill();
                for (String line = child.line(); line != null; line = child.line()) {
                    take(line, told);
                }
            }
            for (int file = 0; file < FILES; file++) {
                assertThat(read(folders.get(file)).path("n").asLong()).isBetween(told[file], told[file] + 1);
            }
        }
    }

    @Test
    void S1_a_writer_loses_its_last_second_at_the_most() throws Exception {
        for (int kill = 0; kill < KILLS_OF_A_WRITER; kill++) {
            try (StateChild child = StateChild.changing(folder)) {
                assertThat(child.line()).matches("\\d+");
                pause(2_500);
                long killed = System.currentTimeMillis();
                child.kill();

                assertThat(read(folder).path("n").asLong()).isGreaterThan(killed - LAST_SECOND_MS);
            }
        }
    }

    /** Fails where the file itself, without help of the copy before it, is not whole. */
    private static ObjectNode read(Path folder) throws Exception {
        try (StateFolder state = StateFolder.open(folder, "gateway")) {
            StateFile file = state.file("nodes.json", 1);
            ObjectNode content = file.load().orElseThrow();
            assertThat(file.fault()).isEmpty();
            return content;
        }
    }

    /** A line that the kill cut off does not count. */
    private static void take(String line, long[] told) {
        assertThat(line).isNotNull();
        for (int file = 0; file < FILES; file++) {
            if (line.equals(file + " " + (told[file] + 1))) {
                told[file]++;
            }
        }
    }

    private void pause(int atMostMs) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(atMostMs * 1_000)));
    }
}
