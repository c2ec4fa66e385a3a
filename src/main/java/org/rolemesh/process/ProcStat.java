package org.rolemesh.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What Linux says of one process in {@code /proc/PID/stat} (proc_pid_stat(5)).
 *
 * @param state one letter, such as {@code S} for asleep, {@code T} for stopped, {@code Z} for a zombie
 * @param group the id of its process group
 * @param startTicks when it was started, in clock ticks since the machine was
 */
record ProcStat(long pid, char state, long group, long startTicks) {
    private static final Path PROC = Path.of("/proc");
    private static final Path BOOT_ID = PROC.resolve("sys/kernel/random/boot_id");
    /** Of the fields that come after the name: the third of all, the fifth, the twenty-second. */
    private static final int STATE = 0;

    private static final int GROUP = 2;
    private static final int START = 19;

    /** The id that Linux drew when this machine was started; empty on other systems. */
    static Optional<String> bootId() {
        try {
            return Optional.of(Files.readString(BOOT_ID).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Empty where there is no such process, or no Linux. */
    static Optional<ProcStat> read(long pid) {
        try {
            // latin-1: a name is any bytes, and must not make the rest unreadable
            return parse(pid, Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Every process that this one may see. */
    static List<ProcStat> all() throws IOException {
        return pids().stream().flatMap(pid -> read(pid).stream()).toList();
    }

    static List<Long> pids() throws IOException {
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(c -> c >= '0' && c <= '9'))
                    .map(Long::valueOf)
                    .toList();
        }
    }

    /** Whether it runs no more: what is left of a zombie is its exit code. */
    boolean isDead() {
        return state == 'Z' || state == 'X' || state == 'x';
    }

    /** The name stands in parentheses and may hold spaces and parentheses itself, so the last one ends it. */
    static Optional<ProcStat> parse(long pid, String line) {
        String[] fields = line.substring(line.lastIndexOf(')') + 1).strip().split(" ");
        if (fields.length <= START) {
            return Optional.empty();
        }
        return Optional.of(new ProcStat(
                pid, fields[STATE].charAt(0), Long.parseLong(fields[GROUP]), Long.parseLong(fields[START])));
    }
}
