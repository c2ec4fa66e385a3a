package org.rolemesh.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.rolemesh.testing.FaultBackend;

/** The examples in {@code routes/examples}, each a folder that is a topology. */
final class Gallery {
    static final Path EXAMPLES = Path.of("routes", "examples");

    private Gallery() {}

    static Path folder(String example) {
        return EXAMPLES.resolve(example);
    }

    static List<String> names() {
        return list(EXAMPLES).stream()
                .filter(Files::isDirectory)
                .map(folder -> folder.getFileName().toString())
                .toList();
    }

    /** Copies an example, with {@code edit} done to each file, as its owner might. */
    static Path copied(String example, Path into, UnaryOperator<String> edit) throws IOException {
        for (Path file : list(folder(example))) {
            Files.writeString(into.resolve(file.getFileName()), edit.apply(Files.readString(file)));
        }
        return into;
    }

    /** The same; fails where the edit finds nothing to change. */
    static Path edited(String example, Path into, UnaryOperator<String> edit) throws IOException {
        for (Path file : list(folder(example))) {
            String text = Files.readString(file);
            if (!edit.apply(text).equals(text)) {
                return copied(example, into, edit);
            }
        }
        throw new AssertionError("nothing to edit in " + example);
    }

    /** The line of a config for one more role. */
    static String role(String name, URI backend) {
        return "  %s: {type: proxy, proxy_url: \"%s\"}".formatted(name, backend);
    }

    /** A config with these backends for the roles {@code planner} and {@code writer}, looked at once. */
    static String config(FaultBackend planner, FaultBackend writer, String... moreLines) {
        return """
                default_model: planner
                probe: {interval_s: 60}
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                  writer: {type: proxy, proxy_url: "%s"}
                """.formatted(planner.baseUrl(), writer.baseUrl()) + String.join("\n", moreLines);
    }

    static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
