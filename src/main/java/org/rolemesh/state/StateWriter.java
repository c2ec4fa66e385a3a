package org.rolemesh.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a state file up to date from a thread of its own, with at most one write a second: the first change is written
 * at once, those within the next second together at its end. What cannot be written is tried again every second.
 * Callers never wait, except for {@link #close()}.
 */
public final class StateWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateWriter.class);
    private static final long PAUSE_MS = 1_000;
    private static final long LAST_WRITE_MS = 5_000;

    private final StateFile file;
    private final ScheduledExecutorService scheduler;
    private final AtomicReference<Supplier<ObjectNode>> pending = new AtomicReference<>();
    /** From a change until a second in which nothing changed. */
    private final AtomicBoolean busy = new AtomicBoolean();

    private volatile String failure;

    public StateWriter(StateFile file) {
        this(file, new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "state-writer");
            thread.setDaemon(true);
            return thread;
        }));
    }

    /** @param scheduler runs one task at a time; ends with this writer */
    StateWriter(StateFile file, ScheduledExecutorService scheduler) {
        this.file = file;
        this.scheduler = scheduler;
    }

    /**
     * Says that the state has changed. After {@link #close()} it does nothing.
     *
     * @param content makes the whole state, on the writer's thread; only the last one of a second is asked
     */
    public void changed(Supplier<ObjectNode> content) {
        pending.set(content);
        begin();
    }

    /** What is wrong with the file now, for whoever asks how the process is; holds no path. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>(2);
        file.fault().ifPresent(faults::add);
        String now = failure;
        if (now != null) {
            faults.add(file.name() + " cannot be written: " + now);
        }
        return faults;
    }

    /** Writes what is pending, waiting some seconds at the most. */
    @Override
    public void close() {
        if (scheduler.isShutdown()) {
            return;
        }
        try {
            scheduler.submit(this::writePending).get(LAST_WRITE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("writing keeps its failures to itself", e);
        } catch (TimeoutException e) {
            LOG.warn("the disk does not answer, the last changes may be lost file={}", file.name());
        } finally {
            scheduler.shutdownNow();
        }
    }

    private void begin() {
        if (busy.compareAndSet(false, true)) {
            schedule(0);
        }
    }

    private void schedule(long delayMs) {
        try {
            scheduler.schedule(this::turn, delayMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed, the change is not kept file={}", file.name());
        }
    }

    private void turn() {
        if (pending.get() != null) {
            writePending();
            schedule(PAUSE_MS);
            return;
        }
        busy.set(false);
        if (pending.get() != null) {
            begin();
        }
    }

    private void writePending() {
        Supplier<ObjectNode> content = pending.getAndSet(null);
        if (content == null) {
            return;
        }
        try {
            file.write(content.get());
            succeeded();
        } catch (IOException e) {
            failed(content, IoReason.of(e));
        } catch (RuntimeException e) {
            logFirst(e);
            failed(content, "it cannot be put into JSON");
        }
    }

    private void succeeded() {
        if (failure != null) {
            LOG.info("state is written again file={}", file.name());
            failure = null;
        }
    }

    private void failed(Supplier<ObjectNode> content, String reason) {
        pending.compareAndSet(null, content);
        if (failure == null) {
            LOG.warn("cannot write state, trying again every second file={} reason=\"{}\"", file.name(), reason);
        }
        failure = reason;
    }

    private void logFirst(RuntimeException fault) {
        if (failure == null) {
            LOG.error("state cannot be put into JSON file={}", file.name(), fault);
        }
    }
}
