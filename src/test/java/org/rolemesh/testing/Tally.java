package org.rolemesh.testing;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The counters of one {@link FaultBackend}, which tests can wait on. */
final class Tally {
    final LongAdder sentBytes = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Counts counts = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

    void change(UnaryOperator<Counts> change) {
        lock.lock();
        try {
            counts = change.apply(counts);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Counts counts() {
        lock.lock();
        try {
            return counts;
        } finally {
            lock.unlock();
        }
    }

    void await(String what, Predicate<Counts> met, Duration timeout) {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (!met.test(counts)) {
                if (left <= 0) {
                    throw new AssertionError("waited " + timeout.toMillis() + " ms for " + what + ", saw " + counts);
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + what + ", saw " + counts, e);
        } finally {
            lock.unlock();
        }
    }
}
