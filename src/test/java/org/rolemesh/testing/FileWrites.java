package org.rolemesh.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Notices when a file is written or replaced, by looking at it every 10 ms, from the start until it is closed. */
public final class FileWrites implements AutoCloseable {
    private static final long LOOK_MILLIS = 10;

    private final Path file;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(FileWrites::daemon);
    private final List<Long> atNanos = new ArrayList<>();
    private Object before;

    public FileWrites(Path file) {
        this.file = file;
        before = state();
        looking.scheduleAtFixedRate(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** How often it was written. */
    public synchronized int count() {
        return atNanos.size();
    }

    /** The shortest time from one write to the next; nothing shorter than a look can be seen. */
    public synchronized Duration shortestGap() {
        long shortest = Long.MAX_VALUE;
        for (int n = 1; n < atNanos.size(); n++) {
            shortest = Math.min(shortest, atNanos.get(n) - atNanos.get(n - 1));
        }
        return Duration.ofNanos(shortest);
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }

    private synchronized void look() {
        Object now = state();
        if (!Objects.equals(now, before)) {
            before = now;
            atNanos.add(System.nanoTime());
        }
    }

    /** Which file it is and when it was written; null: none. */
    private Object state() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(String.valueOf(attributes.fileKey()), attributes.lastModifiedTime(), attributes.size());
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "file-writes");
        thread.setDaemon(true);
        return thread;
    }
}
