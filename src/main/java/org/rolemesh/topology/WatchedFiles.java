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
import java.util.stream.Stream;

/**
 * The files that a gateway is made of, by what is in them. Each look asks for every file's attributes, since editors
 * replace files and network folders tell of no change, and reads those that may have changed. Thread safe.
 */
public final class WatchedFiles {
    private static final int DEEPEST = 4;
    private static final String ATTRIBUTES = attributes();

    private final Path config;
    private final Path routes;
    private final Map<Path, Read> read = new HashMap<>();

    /** @param attributes as they were before the file was read */
    private record Read(Map<String, Object> attributes, String digest) {}

    /**
     * @param config null: none is watched
     * @param routes a folder, which need not be there
     */
    public WatchedFiles(Path config, Path routes) {
        this.config = config;
        this.routes = routes;
    }

    /** What is in them now. Blocks. */
    public synchronized Contents look() throws IOException {
        Map<Path, String> digests = new TreeMap<>();
        if (config != null) {
            add(config, digests);
        }
        if (Files.isDirectory(routes)) {
            try (Stream<Path> files = Files.walk(routes, DEEPEST)) {
                for (Path file : files.filter(WatchedFiles::isRoute).toList()) {
                    add(file, digests);
                }
            }
        }
        return new Contents(digests);
    }

    /** Those of the files that hold routes, as they are called in their folder. */
    public List<String> routesIn(List<Path> changed) {
        return changed.stream()
                .filter(file -> !file.equals(config))
                .map(file -> file.equals(routes) ? file.getFileName() : routes.relativize(file))
                .map(Path::toString)
                .toList();
    }

    /** Editors keep copies beside what they edit, whose names begin with a dot or end otherwise. */
    private static boolean isRoute(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".camel.yaml") && !name.startsWith(".") && Files.isRegularFile(file);
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
