package org.rolemesh.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processor time that each thread of a JVM but its compilers has used so far, in nanoseconds by thread id, as Linux
 * counts it ({@code /proc/PID/task/TID/schedstat}). What compiles has done so once and for all some day, and until then takes
 * many times what is compiled.
 */
public record ThreadTimes(Map<String, Long> nanos) {

    public static ThreadTimes of(long pid) throws IOException {
        Map<String, Long> nanos = new HashMap<>();
        for (Path thread : threads(pid)) {
            try {
                if (Files.readString(thread.resolve("comm")).contains("Compiler")) {
                    continue;
                }
                String onProcessor =
                        Files.readString(thread.resolve("schedstat")).split(" ", 2)[0];
                nanos.put(thread.getFileName().toString(), Long.parseLong(onProcessor));
            } catch (NoSuchFileException e) {
                // it has just ended
            }
        }
        return new ThreadTimes(Map.copyOf(nanos));
    }

    /** What was used since then, but for threads that have ended. */
    public Duration since(ThreadTimes before) {
        return Duration.ofNanos(nanos.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - before.nanos.getOrDefault(thread.getKey(), 0L))
                .sum());
    }

    private static List<Path> threads(long pid) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", String.valueOf(pid), "task"))) {
            return threads.collect(Collectors.toUnmodifiableList());
        }
    }
}
