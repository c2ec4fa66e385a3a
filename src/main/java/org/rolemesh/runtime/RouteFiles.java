package org.rolemesh.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the route files. Each of the folders that a gateway is made of is taken from the user's folder where it has one
 * of that name, otherwise from the jar. Route files that lie directly in the user's folder are a topology.
 */
final class RouteFiles {
    private static final List<String> GATEWAY_FOLDERS = List.of("gateway", "nodes", "availability", "topology");
    private static final String SUFFIX = ".camel.yaml";

    private RouteFiles() {}

    /** Locations as Camel writes them, {@code file:} or {@code classpath:}. */
    static List<String> ofGateway(Path userFolder) {
        List<String> locations = new ArrayList<>();
        for (String folder : GATEWAY_FOLDERS) {
            List<Path> own = in(userFolder.resolve(folder));
            if (own.isEmpty() && folder.equals("topology")) {
                own = in(userFolder);
            }
            if (own.isEmpty()) {
                locations.add("classpath:routes/" + folder + "/*" + SUFFIX);
            } else {
                own.forEach(file -> locations.add("file:" + file));
            }
        }
        return locations;
    }

    private static List<Path> in(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
