package org.rolemesh.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * The route files that come with the program. They are looked up in the jar's table of contents: where Camel is given a
 * pattern, it reads the whole jar for it, which takes seconds.
 */
final class ShippedRoutes {
    private static final String ROOT = "routes/";
    /** A program around this one may have routes of its own by that name. */
    private static final String ONE_OF_OURS = ROOT + "gateway/chat-completions.camel.yaml";

    private ShippedRoutes() {}

    /** Made with the first look, since a jar has some twenty thousand entries and several folders are asked for. */
    private static final class Listing {
        static final List<String> PATHS = paths();
    }

    /** The files of one folder, by name, as {@code classpath:} locations. */
    static List<String> in(String folder, String suffix) {
        String path = ROOT + folder + "/";
        List<String> found = Listing.PATHS.stream()
                .filter(file -> file.startsWith(path) && file.endsWith(suffix))
                .sorted()
                .map(file -> "classpath:" + file)
                .toList();
        if (found.isEmpty()) {
            throw new IllegalStateException("the program is incomplete: it lacks " + path);
        }
        return found;
    }

    private static List<String> paths() {
        URL ours = ShippedRoutes.class.getClassLoader().getResource(ONE_OF_OURS);
        if (ours == null) {
            throw new IllegalStateException("the program is incomplete: it lacks " + ONE_OF_OURS);
        }
        try {
            return paths(ours);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> paths(URL ours) throws IOException {
        if (ours.openConnection() instanceof JarURLConnection connection) {
            // Not closed: the class loader's own.
            JarFile jar = connection.getJarFile();
            return jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith(ROOT))
                    .toList();
        }
        Path folder = Path.of(URI.create(ours.toString())).getParent().getParent();
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> ROOT + folder.relativize(file)).toList();
        }
    }
}
