package org.rolemesh.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process holds at one moment, as Linux tells it.
 *
 * @param threads but for those of the JVM, which come and go as it compiles and collects
 * @param descriptors that are open, but for jars, which the JVM opens when it first needs a class of theirs
 */
public record ProcessHoldings(int threads, int descriptors) {
    private static final String OF_THE_JVM = "C[12] Compiler.*|GC .*|G1 .*";

    public static ProcessHoldings of(long pid) throws IOException {
        Path process = Path.of("/proc", String.valueOf(pid));
        try (Stream<Path> tasks = Files.list(process.resolve("task"));
                Stream<Path> open = Files.list(process.resolve("fd"))) {
            long threads = tasks.map(task -> nameIn(task.resolve("comm")))
                    .filter(name -> !name.isEmpty() && !name.matches(OF_THE_JVM))
                    .count();
            long descriptors = open.filter(file -> !isJar(file)).count();
            return new ProcessHoldings((int) threads, (int) descriptors);
        }
    }

    private static boolean isJar(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().endsWith(".jar");
        } catch (IOException e) {
            return false; // it was open a moment ago
        }
    }

    private static String nameIn(Path comm) {
        try {
            return Files.readString(comm).strip();
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }
}
