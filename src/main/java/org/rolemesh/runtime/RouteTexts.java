package org.rolemesh.runtime;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.rolemesh.routecheck.RouteFile;

/** Reads the files that routes are made of, as the user knows them. */
final class RouteTexts {
    private static final String FILE_SCHEME = "file:";

    private RouteTexts() {}

    /** @param locations as {@link RouteFiles} finds them */
    static List<RouteFile> read(CamelContext context, List<String> locations, Path userFolder) {
        List<RouteFile> files = new ArrayList<>();
        for (String location : locations) {
            try {
                files.addAll(
                        location.startsWith(FILE_SCHEME)
                                ? own(Path.of(location.substring(FILE_SCHEME.length())), userFolder)
                                : fromJar(context, location));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    private static List<RouteFile> own(Path file, Path userFolder) throws IOException {
        try {
            byte[] bytes = Files.readAllBytes(file);
            boolean own = !Arrays.equals(bytes, inJar(userFolder.relativize(file)));
            boolean topology = own && RouteFiles.isTopology(file, userFolder);
            return List.of(new RouteFile(file.toString(), text(bytes), own, topology));
        } catch (NoSuchFileException e) {
            // It has gone since it was found: there is nothing to say of it.
            return List.of();
        }
    }

    /** The file of that name in the jar, or nothing: what is as it was shipped is none of the user's. */
    private static byte[] inJar(Path name) throws IOException {
        String resource = "/routes/" + name.toString().replace(File.separatorChar, '/');
        try (InputStream in = RouteTexts.class.getResourceAsStream(resource)) {
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }

    private static List<RouteFile> fromJar(CamelContext context, String pattern) throws IOException {
        List<RouteFile> files = new ArrayList<>();
        for (Resource resource : resources(context, pattern)) {
            try (InputStream in = resource.getInputStream()) {
                files.add(new RouteFile(resource.getLocation(), text(in.readAllBytes()), false, false));
            }
        }
        files.sort(Comparator.comparing(RouteFile::name));
        return files;
    }

    private static Iterable<Resource> resources(CamelContext context, String pattern) throws IOException {
        try {
            return PluginHelper.getPackageScanResourceResolver(context).findResources(pattern);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
