package org.rolemesh.topology;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * What was in files at one moment.
 *
 * @param digests by file
 */
public record Contents(Map<Path, String> digests) {
    public static final Contents NONE = new Contents(Map.of());

    public Contents {
        digests = Map.copyOf(digests);
    }

    /** The files that were added, removed or altered since then. */
    public List<Path> changedSince(Contents before) {
        TreeSet<Path> files = new TreeSet<>(digests.keySet());
        files.addAll(before.digests.keySet());
        return files.stream()
                .filter(file -> !Objects.equals(digests.get(file), before.digests.get(file)))
                .toList();
    }
}
