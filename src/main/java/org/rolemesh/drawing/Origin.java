package org.rolemesh.drawing;

import java.nio.file.Path;
import org.apache.camel.spi.Resource;

/**
 * Where boxes are from.
 *
 * @param name of their route
 * @param folder of its file
 */
record Origin(String name, String folder) {
    private static final String FILE = "file:";

    static Origin of(String name, Resource file) {
        return of(name, file == null ? null : file.getLocation());
    }

    /** The last part of the folder's name tells, alike on disk and in the jar. */
    static Origin of(String name, String file) {
        String location = file == null ? "" : file;
        Path path = location.startsWith(FILE)
                ? Path.of(location.substring(FILE.length())).toAbsolutePath().normalize()
                : Path.of(location.substring(location.indexOf(':') + 1));
        Path folder = path.getParent() == null ? null : path.getParent().getFileName();
        return new Origin(name, folder == null ? "routes" : folder.toString());
    }
}
