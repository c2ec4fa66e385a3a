package org.rolemesh.process;

import java.util.Objects;
import java.util.Optional;

/**
 * Names one process for all time: process ids are used again, together with the start they are not.
 *
 * @param started on Linux the id of the machine's start and the clock ticks from then until the process's
 *     ({@code BOOT_ID:TICKS}); elsewhere milliseconds since 1970
 */
public record ProcessMark(long pid, String started) {
    public ProcessMark {
        Objects.requireNonNull(started, "started");
    }

    /** The process that has this id now; empty where there is none, or only what is left of a dead one. */
    public static Optional<ProcessMark> of(long pid) {
        Optional<String> boot = ProcStat.bootId();
        if (boot.isPresent()) {
            return ProcStat.read(pid)
                    .filter(stat -> !stat.isDead())
                    .map(stat -> new ProcessMark(pid, boot.get() + ":" + stat.startTicks()));
        }
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(handle -> handle.info().startInstant())
                .map(start -> new ProcessMark(pid, String.valueOf(start.toEpochMilli())));
    }

    /** Whether this very process runs (or is stopped); a zombie does not. */
    public boolean isAlive() {
        return of(pid).filter(this::equals).isPresent();
    }

    /**
     * Of a child of ours that had gone before its start could be read. It gets our own start, which no process of that id
     * can have now, and since when everything that the child has left was started.
     */
    static ProcessMark ofGone(long pid) {
        return new ProcessMark(
                pid, of(ProcessHandle.current().pid()).orElseThrow().started());
    }

    /** Whether another process has got this one's id. */
    boolean isReplaced() {
        return of(pid).filter(now -> !now.equals(this)).isPresent();
    }

    /** The clock ticks of its start, where that was on this Linux and since it was started. */
    Optional<Long> startTicks() {
        return ProcStat.bootId()
                .filter(boot -> started.startsWith(boot + ":"))
                .map(boot -> Long.valueOf(started.substring(boot.length() + 1)));
    }
}
