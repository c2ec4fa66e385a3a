package org.rolemesh.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Replaces files whole: whatever ends the process or the machine, the old content or the new one is there. */
final class DurableWrite {
    private static final Set<StandardOpenOption> AFRESH =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);

    private DurableWrite() {}

    /** Blocks until the content is on the disk. The caller has the folder to itself. */
    static void replace(Path file, byte[] content) throws IOException {
        Path temp = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            write(temp, content);
            Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            removeAfter(e, temp);
            throw e;
        }
        syncFolder(file);
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel out = FileChannel.open(file, AFRESH, OwnerOnly.file(file))) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                out.write(left);
            }
            out.force(true);
        }
    }

    /** A name is on the disk once its folder is; Windows cannot open folders and needs no telling. */
    private static void syncFolder(Path file) throws IOException {
        if (OwnerOnly.isPosix(file)) {
            try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    /** Half a file on a full disk is in the way of the next attempt. */
    private static void removeAfter(IOException failure, Path temp) {
        try {
            Files.deleteIfExists(temp);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
