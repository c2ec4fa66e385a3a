package org.rolemesh.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of state files that one process of its kind has to itself until it closes it, by a lock on {@code KIND.lock}.
 * The lock ends with the process, however that ends. Thread safe.
 */
public final class StateFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateFolder.class);
    private static final int MAX_PID_BYTES = 20;
    /** Beyond the text: Windows would keep readers from what is locked. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    /**
     * The lock files that this JVM holds. POSIX drops a process's lock on a file when the process closes any descriptor
     * of it, so a second attempt here must not even open the file.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final Path lockFile;
    private final FileChannel lock;

    private StateFolder(Path folder, Path lockFile, FileChannel lock) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * Takes the folder, and creates it where it is missing.
     *
     * @param kind of process, such as {@code gateway}; each kind has files of its own in the folder
     */
    public static StateFolder open(Path folder, String kind) throws StateLocked, StateUnusable {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, OwnerOnly.folder(folder));
            }
            Path real = folder.toRealPath();
            return lock(real, real.resolve(kind + ".lock"));
        } catch (IOException e) {
            throw new StateUnusable(
                    "cannot use the state folder " + folder + ": " + IoReason.of(e)
                            + "; make it a folder that this user may write to, or choose another with --state-dir",
                    e);
        }
    }

    /**
     * A file of this folder.
     *
     * @param name ends in {@code .json}
     * @param version of its content; a file of another version is not read
     */
    public StateFile file(String name, int version) {
        return new StateFile(folder.resolve(name), version, Clock.systemUTC());
    }

    /** Lets another process have it. Whatever writes to its files has been closed before. */
    @Override
    public void close() {
        if (!lock.isOpen()) {
            return;
        }
        try {
            lock.close();
        } catch (IOException e) {
            throw new IllegalStateException("cannot close " + lockFile, e);
        } finally {
            HELD.remove(lockFile);
        }
    }

    private static StateFolder lock(Path folder, Path file) throws IOException, StateLocked {
        if (!HELD.add(file)) {
            throw inUse(folder, "this process");
        }
        FileChannel channel = null;
        boolean locked = false;
        try {
            channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    OwnerOnly.file(file));
            locked = channel.tryLock(LOCKED_BYTE, 1, false) != null;
            if (!locked) {
                throw inUse(folder, "process " + pidIn(channel));
            }
            writePid(channel);
            return new StateFolder(folder, file, channel);
        } finally {
            if (!locked) {
                if (channel != null) {
                    channel.close();
                }
                HELD.remove(file);
            }
        }
    }

    private static StateLocked inUse(Path folder, String by) {
        return new StateLocked("the state folder " + folder + " is in use by " + by
                + ": stop that, or give this one a folder of its own with --state-dir");
    }

    /** For the message to others only: a full disk keeps nobody from starting. */
    private static void writePid(FileChannel channel) {
        try {
            channel.truncate(0);
            channel.write(
                    StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"));
        } catch (IOException e) {
            LOG.warn("cannot note the pid in the lock file reason=\"{}\"", IoReason.of(e));
        }
    }

    private static String pidIn(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(MAX_PID_BYTES);
        channel.read(text, 0);
        String pid = StandardCharsets.US_ASCII.decode(text.flip()).toString().strip();
        return pid.matches("\\d+") ? pid : "(of unknown pid)";
    }
}
