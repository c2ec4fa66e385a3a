package org.rolemesh.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log file of one slot. Its child processes append to it by themselves, so that they go on when this program has
 * gone; this reads what is new, and copies and empties the file when it has grown too long. What is written between these
 * two is lost. Thread safe; methods read files, so none is for an event loop.
 */
public final class ServerLog implements AutoCloseable {
    public static final long DEFAULT_MAX_BYTES = 10L * 1024 * 1024;
    public static final int KEPT_LINES = 500;

    private static final Logger LOG = LoggerFactory.getLogger(ServerLog.class);
    private static final int BUFFER_BYTES = 64 * 1024;
    /** Most of what is read of a file that was there before. */
    private static final long FIRST_BYTES = 1024L * 1024;

    private static final String UNREADABLE = "cannot read the log of a child";
    private static final String NO_COPY = "cannot keep a copy of the log of a child";
    private static final String NOT_EMPTIED = "cannot empty the log of a child";

    private final Path file;
    private final long maxBytes;
    private final Rotation rotation;
    private final LineReader reader = new LineReader();
    private final Deque<String> kept = new ArrayDeque<>();
    private final List<Follow> follows = new CopyOnWriteArrayList<>();
    private long offset;
    /** What is wrong and has been logged. */
    private String trouble = "";

    private ServerLog(Path file, long maxBytes) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.rotation = new Rotation(file, maxBytes);
    }

    /** Opens a log that may or may not be there yet, and reads the last lines of it. */
    public static ServerLog open(Path file) {
        return open(file, DEFAULT_MAX_BYTES);
    }

    /**
     * Opens a log with a bound of its own.
     *
     * @param maxBytes beyond these the file is copied and emptied by the next {@link #turn()}
     */
    public static ServerLog open(Path file, long maxBytes) {
        ServerLog log = new ServerLog(file, maxBytes);
        log.beginNearEnd();
        return log;
    }

    /** To be called about once a second: reads what is new, tells those who follow, and keeps the file from growing. */
    public synchronized void turn() {
        read();
        if (sizeBytes() > maxBytes) {
            rotate();
        }
    }

    /** The last lines of the file and of what it held before, oldest first, with one that has not ended yet. */
    public synchronized List<String> lastLines(int n) {
        read();
        List<String> lines =
                Stream.concat(kept.stream(), reader.begun().stream()).toList();
        return lines.subList(Math.max(0, lines.size() - n), lines.size());
    }

    /**
     * Tells the last lines at once, and each later one when it has ended and been read.
     *
     * @param lines must be quick and call nothing of this log but {@link Follow#close()}; one that throws is told no more
     * @param firstLines how many of the last lines are told first
     */
    public synchronized Follow follow(Consumer<List<String>> lines, int firstLines) {
        read();
        Follow follow = new Follow(lines, follows::remove);
        follow.tell(List.copyOf(kept).subList(Math.max(0, kept.size() - firstLines), kept.size()));
        follows.add(follow);
        return follow;
    }

    /** Of the file itself, without its older parts; 0 where there is none. */
    public long sizeBytes() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Tells nobody any more. The file stays, and so does who writes to it. */
    @Override
    public void close() {
        follows.clear();
    }

    private synchronized void beginNearEnd() {
        offset = Math.max(0, sizeBytes() - FIRST_BYTES);
        if (offset > 0) {
            reader.skipLine();
        }
        read();
    }

    private void read() {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < offset) {
                offset = 0; // somebody has emptied it
                reader.forget();
            }
            readUpTo(channel, channel.size());
            mended(UNREADABLE);
        } catch (NoSuchFileException e) {
            offset = 0;
        } catch (IOException e) {
            warn(UNREADABLE, e);
        }
    }

    /** Not until there is no more, nor all that there is: one that writes faster than this reads would keep it here. */
    private void readUpTo(FileChannel channel, long end) throws IOException {
        long tooMany = end - offset - Math.max(maxBytes, FIRST_BYTES);
        if (tooMany > 0) {
            offset += tooMany;
            reader.skipLine();
            keep(List.of("(about " + tooMany + " bytes are left out here)"));
        }
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        while (offset < end) {
            int count = channel.read(buffer.clear(), offset);
            if (count <= 0) {
                return;
            }
            offset += count;
            keep(reader.read(buffer.array(), count));
        }
    }

    private void keep(List<String> lines) {
        lines.forEach(line -> {
            if (kept.size() == KEPT_LINES) {
                kept.removeFirst();
            }
            kept.addLast(line);
        });
        follows.forEach(follow -> tell(follow, lines));
    }

    private void tell(Follow follow, List<String> lines) {
        try {
            follow.tell(lines);
        } catch (RuntimeException e) {
            follows.remove(follow);
            LOG.warn("a reader of a log has failed and is told no more file={}", file, e);
        }
    }

    private void rotate() {
        try {
            rotation.keepCopy();
            mended(NO_COPY);
        } catch (IOException e) {
            warn(NO_COPY, e); // and empty it all the same, or it fills the disk
        }
        read();
        try {
            rotation.empty();
            offset = 0;
            mended(NOT_EMPTIED);
        } catch (IOException e) {
            warn(NOT_EMPTIED, e);
        }
    }

    /** Once, and not with every turn. */
    private void warn(String what, IOException why) {
        if (!trouble.equals(what)) {
            LOG.warn("{} file={} reason=\"{}\"", what, file, why.toString());
            trouble = what;
        }
    }

    private void mended(String what) {
        if (trouble.equals(what)) {
            trouble = "";
        }
    }
}
