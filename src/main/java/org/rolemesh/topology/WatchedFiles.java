package org.rolemesh.topology;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The files that a gateway is made of, by what is in them. Each look asks for every file's attributes, since editors
 * replace files and network folders tell of no change, and reads those that may have changed. Thread safe.
 */
public final class WatchedFiles {
    private static final String ATTRIBUTES = attributes();

    private final Path config;
    private final Path folder;
    private final Supplier<List<Path>> routes;
    private final Map<Path, Read> read = new HashMap<>();

    /** @param attributes as they were before the file was read */
    private record Read(Map<String, Object> attributes, String digest) {}

    /**
     * @param config null: none is watched
     * @param folder which the names of routes are shown relative to
     * @param routes those that there are now
     */
    public WatchedFiles(Path config, Path folder, Supplier<List<Path>> routes) {
        this.config = config;
        this.folder = folder;
        this.routes = routes;
    }

    /** What is in them now. Blocks. */
    public synchronized Contents look() throws IOException {
        Map<Path, String> digests = new TreeMap<>();
        if (config != null) {
            add(config, digests);
        }
        for (Path file : routes.get()) {
            add(file, digests);
        }
        return new Contents(digests);
    }

    /** Those of the files that hold routes, as they are called in their folder. */
    public List<String> routesIn(List<Path> changed) {
        return changed.stream()
                .filter(file -> !file.equals(config))
                .map(file -> folder.relativize(file).toString())
                .toList();
    }

    private void add(Path file, Map<Path, String> digests) throws IOException {
        try {
            Map<String, Object> attributes = Files.readAttributes(file, ATTRIBUTES);
            Read before = read.get(file);
            if (before == null || !before.attributes().equals(attributes)) {
                read.put(file, new Read(attributes, digest(Files.readAllBytes(file))));
            }
            digests.put(file, read.get(file).digest());
        } catch (NoSuchFileException e) {
            // It is gone, or an editor is about to put it back, which the next look will see.
            read.remove(file);
        }
    }

    private static String attributes() {
        // The change of an inode cannot be set back, as the change of its content can.
        return FileSystems.getDefault().supportedFileAttributeViews().contains("unix")
                ? "unix:ctime,ino,size"
                : "lastModifiedTime,fileKey,size";
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
