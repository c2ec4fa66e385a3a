package org.rolemesh.state;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the last few damaged files beside the one they were, for whoever wants to know what happened. */
final class DamagedCopies {
    private static final Logger LOG = LoggerFactory.getLogger(DamagedCopies.class);
    private static final int KEPT = 5;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path file;
    private final Clock clock;

    DamagedCopies(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Moves the file out of the way, and forgets the oldest such copies. Returns the new name. */
    String moveAside() throws IOException {
        Path aside = aside();
        Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        prune();
        return aside.getFileName().toString();
    }

    /**
     * The same, but the file stays until another is written over it: where there is none, the state counts as deleted.
     * A folder in its place is moved, since no file can be written over it.
     */
    String copyAside() throws IOException {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            return moveAside();
        }
        Path aside = aside();
        Files.deleteIfExists(aside);
        linkOrCopy(aside);
        prune();
        return aside.getFileName().toString();
    }

    /** A link takes no room on a disk that may be full. */
    private void linkOrCopy(Path aside) throws IOException {
        try {
            Files.createLink(aside, file);
        } catch (UnsupportedOperationException | IOException e) {
            LOG.debug("no links here, copying file={}", file.getFileName(), e);
            Files.copy(file, aside, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private Path aside() {
        return file.resolveSibling(prefix() + TIME.format(clock.instant()));
    }

    private void prune() {
        try {
            List<Path> oldestFirst = copies();
            for (Path old : oldestFirst.subList(0, Math.max(0, oldestFirst.size() - KEPT))) {
                Files.delete(old);
            }
        } catch (IOException e) {
            LOG.warn("cannot delete old damaged copies file={} reason=\"{}\"", file.getFileName(), IoReason.of(e));
        }
    }

    /** Their names end in their time, and so sort by it. */
    private List<Path> copies() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(file.getParent(), prefix() + "*")) {
            copies.forEach(found::add);
        }
        Collections.sort(found);
        return found;
    }

    private String prefix() {
        return file.getFileName() + ".corrupt-";
    }
}
