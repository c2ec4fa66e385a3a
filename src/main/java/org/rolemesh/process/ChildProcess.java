package org.rolemesh.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A process that this program has started, or has taken back after a restart of its own. Thread safe. */
public final class ChildProcess {
    private final ProcessMark mark;
    private final Family family;
    private final Watch watch;
    private final CompletableFuture<Exit> exited;
    private final AtomicBoolean asked = new AtomicBoolean();

    ChildProcess(ProcessMark mark, Family family, Watch watch, CompletableFuture<Exit> exited) {
        this.mark = mark;
        this.family = family;
        this.watch = watch;
        this.exited = exited;
    }

    public ProcessMark mark() {
        return mark;
    }

    /** Completes when the process has ended, at most half a second later; what it has started may still run. */
    public CompletableFuture<Exit> exited() {
        return exited.copy();
    }

    /**
     * Ends the process and all of its group, also where only the group is left: SIGTERM, and SIGKILL to those that still
     * run after so long. Returns at once. May be called again, with less patience.
     *
     * @return completes when none of them runs; not while the kernel cannot end one, such as one that waits in a driver
     */
    public CompletableFuture<Exit> end(Duration patience) {
        boolean ask = asked.compareAndSet(false, true);
        return Ending.begin(family, watch, patience, ask)
                .thenCombineAsync(exited, (gone, exit) -> exit, OwnThread::run);
    }
}
