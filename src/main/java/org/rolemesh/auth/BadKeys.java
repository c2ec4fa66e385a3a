package org.rolemesh.auth;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Counts the bad keys that came from each address, so that guessing is slowed down. Good keys are not counted and not held
 * up: behind a reverse proxy all clients have one address, and one of them must not shut the others out. Thread safe.
 */
public final class BadKeys {
    static final int ALLOWED = 10;
    static final Duration WINDOW = Duration.ofMinutes(1);
    /** Of which something is known at once; beyond that those are forgotten that began longest ago. */
    static final int MAX_ADDRESSES = 10_000;

    private final LongSupplier nanoTime;
    /** In the order in which their minutes began. */
    private final Map<String, Minute> minutes = new LinkedHashMap<>();

    /** @param nanoTime as {@link System#nanoTime} */
    public BadKeys(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Notes one more; says how long this address has to wait where it has now sent more than it may. */
    public synchronized Optional<Duration> note(String address) {
        long now = nanoTime.getAsLong();
        forget(now);
        Minute minute = minutes.computeIfAbsent(address, ignored -> new Minute(now));
        minute.count++;
        return minute.count > ALLOWED ? Optional.of(minute.left(now)) : Optional.empty();
    }

    synchronized int addresses() {
        return minutes.size();
    }

    private void forget(long now) {
        Iterator<Minute> eldestFirst = minutes.values().iterator();
        while (eldestFirst.hasNext()) {
            boolean over = eldestFirst.next().left(now).isZero();
            if (!over && minutes.size() < MAX_ADDRESSES) {
                return;
            }
            eldestFirst.remove();
        }
    }

    private static final class Minute {
        private final long began;
        private int count;

        Minute(long began) {
            this.began = began;
        }

        Duration left(long now) {
            Duration left = WINDOW.minusNanos(now - began);
            return left.isNegative() ? Duration.ZERO : left;
        }
    }
}
