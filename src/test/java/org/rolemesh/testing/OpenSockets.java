package org.rolemesh.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The TCP connections of this machine, as Linux tells them. */
public final class OpenSockets {
    private static final List<String> TABLES = List.of("/proc/net/tcp", "/proc/net/tcp6");
    private static final String LISTENING = "0A";
    private static final String NOBODYS = "0";

    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private OpenSockets() {}

    /** Connections that somebody has accepted on this port and has not closed; each is a descriptor of its process. */
    public static long acceptedAt(int port) {
        String suffix = ":%04X".formatted(port);
        return TABLES.stream()
                .flatMap(OpenSockets::rows)
                .map(row -> row.strip().split("\\s+"))
                .filter(row -> row[LOCAL_ADDRESS].endsWith(suffix)
                        && !row[STATE].equals(LISTENING)
                        && !row[INODE].equals(NOBODYS))
                .count();
    }

    private static Stream<String> rows(String table) {
        try {
            return Files.readAllLines(Path.of(table)).stream().skip(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
