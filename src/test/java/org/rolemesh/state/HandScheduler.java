package org.rolemesh.state;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Runs what is scheduled when its test says that the time has come. */
final class HandScheduler extends AbstractExecutorService implements ScheduledExecutorService {
    private record Task(long atMs, Runnable work) {}

    private final Deque<Task> tasks = new ArrayDeque<>();
    private long nowMs;
    private boolean shutdown;

    /** Lets this much time pass, and what falls due run. */
    void advanceMs(long millis) {
        long until = nowMs + millis;
        while (!tasks.isEmpty() && tasks.peek().atMs() <= until) {
            Task task = tasks.poll();
            nowMs = Math.max(nowMs, task.atMs());
            task.work().run();
        }
        nowMs = until;
    }

    boolean isIdle() {
        return tasks.isEmpty();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        if (!tasks.isEmpty()) {
            throw new IllegalStateException("one task at a time is all that a writer needs");
        }
        tasks.add(new Task(nowMs + unit.toMillis(delay), work));
        return null;
    }

    @Override
    public void execute(Runnable work) {
        work.run();
    }

    @Override
    public void shutdown() {
        shutdown = true;
        tasks.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shutdown;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable work, long delay, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long delay, long pause, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }
}
