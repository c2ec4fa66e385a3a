package org.rolemesh.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Programs that tests make up. */
public final class ShellScript {
    private static final String WRITE = "cat > \"$1.new\" && chmod 700 \"$1.new\" && mv \"$1.new\" \"$1\"";

    private ShellScript() {}

    /**
     * Writes a program, in the place of the one before it. Another process does so: what this JVM forks meanwhile would
     * keep the file open, and Linux runs no file that is open for writing.
     */
    public static Path write(Path program, String body) {
        try {
            Process writer = new ProcessBuilder("/bin/sh", "-c", WRITE, "sh", program.toString())
                    .redirectErrorStream(true)
                    .start();
            try (OutputStream in = writer.getOutputStream()) {
                in.write(("#!/bin/sh\n" + body).getBytes(StandardCharsets.UTF_8));
            }
            if (writer.onExit().join().exitValue() != 0) {
                throw new IllegalStateException("cannot write " + program);
            }
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
