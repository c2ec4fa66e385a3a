package org.rolemesh.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWritesTest {
    @TempDir
    private Path folder;

    @Test
    void a_file_that_comes_and_one_that_takes_its_place_are_two_writes() throws Exception {
        Path file = folder.resolve("nodes.json");
        try (FileWrites writes = new FileWrites(file)) {
            Files.writeString(file, "{}");
            awaitCount(writes, 1);
            Path other = Files.writeString(folder.resolve("other"), "{}");
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            awaitCount(writes, 2);

            assertThat(writes.shortestGap()).isBetween(Duration.ZERO, Duration.ofSeconds(10));
        }
    }

    private static void awaitCount(FileWrites writes, int count) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> writes.count() == count);
    }
}
