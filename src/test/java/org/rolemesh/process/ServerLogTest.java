package org.rolemesh.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ServerLogTest {
    private static final long SMALL = 100;

    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();
    private Path file;
    private ServerLog log;

    @BeforeEach
    void open() {
        file = folder.resolve("gpu0.log");
        log = ServerLog.open(file, SMALL);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void a_log_that_is_not_there_yet_is_empty() {
        log.turn();

        assertThat(log.lastLines(10)).isEmpty();
        assertThat(log.sizeBytes()).isZero();
    }

    @Test
    void the_last_lines_are_there_with_the_one_that_has_only_begun() throws IOException {
        append("one\ntwo\nthree\nload");

        assertThat(log.lastLines(2)).containsExactly("three", "load");

        append("ed\n");
        assertThat(log.lastLines(2)).containsExactly("three", "loaded");
    }

    @Test
    void a_log_that_is_opened_again_begins_with_its_last_lines() throws IOException {
        append("padding\n".repeat(300_000) + "last\n");

        assertThat(ServerLog.open(file).lastLines(ServerLog.KEPT_LINES + 1))
                .hasSize(ServerLog.KEPT_LINES)
                .endsWith("padding", "last");
    }

    @Test
    void one_who_follows_gets_the_last_lines_and_then_each_once_until_they_leave() throws IOException {
        append("one\ntwo\nthree\n");
        Follow follow = log.follow(told::addAll, 2);
        append("four\nfi");
        log.turn();
        log.turn();
        append("ve\n");
        log.lastLines(1);
        log.turn();
        assertThat(told).containsExactly("two", "three", "four", "five");

        follow.close();
        append("six\n");
        log.turn();

        assertThat(told).endsWith("five");
    }

    @Test
    void rotation_neither_repeats_nor_loses_a_line_and_keeps_two_old_files() throws IOException {
        log.follow(told::addAll, 0);
        List<String> written =
                IntStream.range(0, 200).mapToObj(i -> "line " + i).toList();
        for (String line : written) {
            append(line.substring(0, 3));
            log.turn();
            append(line.substring(3) + "\n");
            log.turn();
        }

        assertThat(told).isEqualTo(written);
        assertThat(log.lastLines(200)).isEqualTo(written);
        assertThat(Files.size(old(1))).isBetween(SMALL, SMALL + 10);
        assertThat(Files.size(old(2))).isBetween(SMALL, SMALL + 10);
        assertThat(old(3)).doesNotExist();
        assertThat(Files.readString(old(2)) + Files.readString(old(1)) + Files.readString(file))
                .endsWith("line 198\nline 199\n")
                .isSubstringOf(String.join("\n", written) + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(old(1))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_file_that_somebody_has_emptied_is_read_from_its_start() throws IOException {
        log.follow(told::addAll, 0);
        append("one\ntwo\nhalf");
        log.turn();
        Files.writeString(file, "anew\n");
        log.turn();
        Files.delete(file);
        log.turn();
        append("again\n");
        log.turn();

        assertThat(told).containsExactly("one", "two", "anew", "again");
    }

    @Test
    void one_whose_reading_fails_does_not_keep_others_from_theirs() throws IOException {
        log.follow(
                lines -> {
                    throw new IllegalStateException("the client has gone");
                },
                0);
        log.follow(told::addAll, 0);

        append("one\n");
        log.turn();
        append("two\n");
        log.turn();

        assertThat(told).containsExactly("one", "two");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void what_a_child_writes_is_told_whole_and_in_order() throws Exception {
        try (Children children = new Children(folder);
                ServerLog large = ServerLog.open(children.log())) {
            large.follow(told::addAll, 0);
            ChildProcess child = children.shell("i=0; while [ $i -lt 5000 ]; do i=$((i+1)); echo $i; done");
            Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> {
                boolean ended = child.exited().isDone();
                large.turn();
                return ended;
            });

            assertThat(told)
                    .isEqualTo(IntStream.rangeClosed(1, 5000)
                            .mapToObj(String::valueOf)
                            .toList());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_child_that_floods_fills_no_disk() throws Exception {
        long most = 64 * 1024;
        try (Children children = new Children(folder);
                ServerLog flooded = ServerLog.open(children.log(), most)) {
            long[] bytes = {0};
            flooded.follow(lines -> lines.forEach(line -> bytes[0] += line.length() + 1), 0);
            ChildProcess child = children.shell("while :; do echo a line of very many; done");
            Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> {
                flooded.turn();
                assertThat(oldBytes(children.log())).isLessThanOrEqualTo(4 * most);
                return bytes[0] > 20 * most;
            });
            Children.end(child, Duration.ZERO);
            flooded.turn();

            assertThat(flooded.sizeBytes()).isLessThanOrEqualTo(most);
            assertThat(oldBytes(children.log())).isPositive();
        }
    }

    private static long oldBytes(Path log) throws IOException {
        long sum = 0;
        for (int number : new int[] {1, 2, 3}) {
            Path old = log.resolveSibling(log.getFileName() + "." + number);
            sum += Files.exists(old) ? Files.size(old) : 0;
        }
        return sum;
    }

    private Path old(int number) {
        return folder.resolve("gpu0.log." + number);
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
