package org.rolemesh.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Keeps two older parts of a file beside it, as {@code NAME.1} and {@code NAME.2}. Files are copied and not renamed,
 * because the program that writes has the file open, and would follow it to its new name. Each of the two has at most
 * twice the bytes that the file may have.
 */
final class Rotation {
    private final Path file;
    private final long maxBytes;

    Rotation(Path file, long maxBytes) {
        this.file = file;
        this.maxBytes = maxBytes;
    }

    /** Copies the file; of one that has grown far too long, only its end. */
    void keepCopy() throws IOException {
        Path newer = older(1);
        if (Files.exists(newer)) {
            Files.move(newer, older(2), StandardCopyOption.REPLACE_EXISTING);
        }
        PrivateFile.create(newer);
        try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel to = FileChannel.open(newer, StandardOpenOption.WRITE)) {
            long size = from.size();
            long at = Math.max(0, size - 2 * maxBytes);
            while (at < size) {
                long copied = from.transferTo(at, size - at, to);
                if (copied <= 0) {
                    return;
                }
                at += copied;
            }
        }
    }

    void empty() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }

    private Path older(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }
}
