package org.rolemesh.testing;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One thread that gives many streams their turns at a fixed rate. A turn late by a whole gap moves those after it, so that
 * a machine that cannot keep up makes streams slower and not bunched.
 */
final class Pacer implements AutoCloseable {
    private record Turn(long dueNanos, long gapNanos, Exchange.Step step) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Turn> turns = new PriorityQueue<>(Comparator.comparingLong(Turn::dueNanos));
    private final Thread thread = new Thread(this::run, "fault-backend-pacer");
    private boolean closed;

    Pacer() {
        thread.setDaemon(true);
        thread.start();
    }

    void start(Duration gap, Exchange.Step step) {
        lock.lock();
        try {
            turns.add(new Turn(System.nanoTime(), gap.toNanos(), step));
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        List<Turn> due = new ArrayList<>();
        List<Turn> next = new ArrayList<>();
        while (awaitDue(due, next)) {
            next.clear();
            due.stream().filter(Pacer::more).map(Pacer::next).forEach(next::add);
            due.clear();
        }
    }

    private static Turn next(Turn turn) {
        long now = System.nanoTime();
        long onTime = turn.dueNanos() + turn.gapNanos();
        long due = onTime - now > 0 ? onTime : now + turn.gapNanos();
        return new Turn(due, turn.gapNanos(), turn.step());
    }

    private static boolean more(Turn turn) {
        try {
            return turn.step().next();
        } catch (IOException e) {
            return false; // the client went away: its connection has counted that
        }
    }

    private boolean awaitDue(List<Turn> due, List<Turn> again) {
        lock.lock();
        try {
            turns.addAll(again);
            while (!closed && due.isEmpty()) {
                long wait = collect(due);
                if (due.isEmpty()) {
                    changed.awaitNanos(wait);
                }
            }
            return !closed;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private long collect(List<Turn> due) {
        long now = System.nanoTime();
        for (Turn first = turns.peek(); first != null; first = turns.peek()) {
            if (first.dueNanos() - now > 0) {
                return first.dueNanos() - now;
            }
            due.add(turns.poll());
        }
        return Duration.ofMinutes(1).toNanos();
    }
}
