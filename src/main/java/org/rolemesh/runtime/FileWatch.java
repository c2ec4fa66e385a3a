package org.rolemesh.runtime;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.rolemesh.topology.Contents;
import org.rolemesh.topology.WatchedFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the files now and then, and puts them in effect once they have stayed the same from one look to the next. */
final class FileWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
    private static final long INTERVAL_MS = 100;

    private final WatchedFiles files;
    private final Generations generations;
    private final ScheduledExecutorService timer;
    private Contents last = Contents.NONE;
    private boolean failing;

    FileWatch(WatchedFiles files, Generations generations) {
        this.files = files;
        this.generations = generations;
        this.timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "file-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    void begin() {
        timer.scheduleWithFixedDelay(this::look, INTERVAL_MS, INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void look() {
        try {
            Contents seen = files.look();
            if (seen.equals(last)) {
                generations.reloadIfChanged(seen);
            }
            last = seen;
            generations.endIdle();
            failing = false;
        } catch (IOException e) {
            warn("the files cannot be read", e);
        } catch (RuntimeException e) {
            warn("a reload failed", e);
        }
    }

    private void warn(String what, Exception failure) {
        if (!failing) {
            LOG.error("{}, looking again", what, failure);
        }
        failing = true;
    }
}
