package org.rolemesh.process;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The one thread that looks after processes of which nobody tells us. There is none while nothing is to be watched. */
final class Watch {
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration KEPT_IDLE = Duration.ofSeconds(1);

    private final Clock clock;
    private final ScheduledThreadPoolExecutor thread;

    Watch(Clock clock) {
        this.clock = clock;
        thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread created = new Thread(work, "process-watch");
            created.setDaemon(true);
            return created;
        });
        thread.setKeepAliveTime(KEPT_IDLE.toMillis(), TimeUnit.MILLISECONDS);
        thread.allowCoreThreadTimeOut(true);
    }

    void later(Duration pause, Runnable work) {
        thread.schedule(work, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Completes with the end of a process that is not our child, within half a second of it. */
    CompletableFuture<Exit> endOf(ProcessMark mark) {
        CompletableFuture<Exit> exited = new CompletableFuture<>();
        look(mark, exited);
        return exited;
    }

    private void look(ProcessMark mark, CompletableFuture<Exit> exited) {
        if (mark.isAlive()) {
            later(PAUSE, () -> look(mark, exited));
        } else {
            exited.completeAsync(() -> Exit.unknown(clock.instant()), OwnThread::run);
        }
    }
}
