package org.rolemesh.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Programs in a folder of their own, that stand in for those of a host with cards. */
final class StandIn {
    private final Path folder;

    StandIn(Path folder) {
        this.folder = folder;
    }

    /** An environment whose PATH has these programs, those of the system after them, and a key that is no one's business. */
    Map<String, String> environment() {
        return Map.of("PATH", folder + ":/usr/bin:/bin", "TEST_API_KEY", "test-client-key", "LANG", "C.UTF-8");
    }

    /** As {@link #environment()}, without the programs of the system, which may have the real one. */
    Map<String, String> environmentAlone() {
        return Map.of("PATH", folder.toString());
    }

    /** Prints the text and ends with the exit code; one line for each call, with its arguments, goes to the file. */
    void printing(String program, String text, int exitCode) {
        script(
                program,
                "echo \"$*\" >> " + file("calls") + "\ncat <<'TEXT'\n" + text + "\nTEXT\nexit " + exitCode + "\n");
    }

    /**
     * Takes the place of the program before it. Another process writes it: one that this JVM forks while it writes would
     * keep the file open, and Linux runs no file that is open for writing.
     */
    void script(String program, String body) {
        Path target = file(program);
        String write = "cat > \"$1.new\" && chmod 700 \"$1.new\" && mv \"$1.new\" \"$1\"";
        try {
            Process writer = new ProcessBuilder("/bin/sh", "-c", write, "sh", target.toString())
                    .redirectErrorStream(true)
                    .start();
            try (OutputStream in = writer.getOutputStream()) {
                in.write(("#!/bin/sh\n" + body).getBytes(StandardCharsets.UTF_8));
            }
            if (writer.waitFor() != 0) {
                throw new IllegalStateException("cannot write " + target);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** The lines of a file that programs write; none where it is not there. */
    List<String> lines(String name) {
        try {
            return Files.exists(file(name)) ? Files.readAllLines(file(name)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
