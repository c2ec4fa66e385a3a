package org.rolemesh.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Help.Ansi;

/** Tells whether somebody looks at what is written, or types what is read. */
final class Terminal {
    private static final Path FILES = Path.of("/proc/self/fd");

    private Terminal() {}

    static boolean isStdin() {
        return is("0");
    }

    static boolean isStdout() {
        return is("1");
    }

    static boolean isStderr() {
        return is("2");
    }

    /** Colours for stdout: where it is a terminal, unless {@code NO_COLOR} is set (https://no-color.org). */
    static Ansi ansi() {
        String unwanted = System.getenv("NO_COLOR");
        return isStdout() && (unwanted == null || unwanted.isEmpty()) ? Ansi.ON : Ansi.OFF;
    }

    /** As Linux has it; where nothing says so, it is none. */
    private static boolean is(String descriptor) {
        try {
            String file = Files.readSymbolicLink(FILES.resolve(descriptor)).toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty") || file.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
