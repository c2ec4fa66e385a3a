package org.rolemesh.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells whether somebody looks at what is written. */
final class Terminal {
    private static final Path STDERR = Path.of("/proc/self/fd/2");

    private Terminal() {}

    /** Whether stderr is a terminal, as Linux has it; where nothing says so, it is none. */
    static boolean isStderr() {
        try {
            String file = Files.readSymbolicLink(STDERR).toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty") || file.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
