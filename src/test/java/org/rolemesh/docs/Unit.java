package org.rolemesh.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A systemd unit of the repository, by its lines. */
record Unit(Path file, List<String> lines) {
    private static final Path FOLDER = Path.of("src/main/systemd");

    static Unit read(String name) throws IOException {
        Path file = FOLDER.resolve(name);
        return new Unit(file, Files.readAllLines(file));
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }

    /** The value of a key that is there once. */
    String value(String key) {
        List<String> values = lines.stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .toList();
        if (values.size() != 1) {
            throw new AssertionError(key + " in " + file + ": " + values);
        }
        return values.get(0);
    }
}
