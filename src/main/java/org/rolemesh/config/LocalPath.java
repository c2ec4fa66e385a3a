package org.rolemesh.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Paths of this machine, as a file writes them. */
final class LocalPath {
    private LocalPath() {}

    /** The path, or {@link IllegalArgumentException} where the text cannot be one; nothing is looked up. */
    static Path parse(String text) {
        if (text.startsWith("~")) {
            throw new IllegalArgumentException("only a shell knows ~; write ${env:HOME} in its place");
        }
        if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a path is not blank and has no control characters; remove them");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("no path that this machine can have; check its characters", e);
        }
    }
}
