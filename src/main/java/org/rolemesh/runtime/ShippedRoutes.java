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

    private ShippedRoutes() {}

    /** The files of one folder, by name, as {@code classpath:} locations. */
    static List<String> in(String folder, String suffix) {
        String path = ROOT + folder;
        URL found = ShippedRoutes.class.getClassLoader().getResource(path);
        if (found == null) {
            throw new IllegalStateException("the program is incomplete: it lacks " + path);
        }
        try {
            return names(found, path).stream()
                    .filter(name -> name.endsWith(suffix))
                    .sorted()
                    .map(name -> "classpath:" + path + "/" + name)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(URL folder, String path) throws IOException {
        if (folder.openConnection() instanceof JarURLConnection connection) {
            // Not closed: the class loader's own.
            JarFile jar = connection.getJarFile();
            return jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith(path + "/"))
                    .map(name -> name.substring(path.length() + 1))
                    .toList();
        }
        try (Stream<Path> files = Files.list(Path.of(URI.create(folder.toString())))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
