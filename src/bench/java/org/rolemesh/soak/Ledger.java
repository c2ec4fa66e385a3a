package org.rolemesh.soak;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** What happened, by name, and what should not have. Safe for use by many threads. */
final class Ledger {
    private static final int KEPT_FAULTS = 50;

    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
    private final LongAdder faultCount = new LongAdder();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Map<Long, Boolean> begun = new ConcurrentHashMap<>();
    private final Queue<Kill> kills = new ConcurrentLinkedQueue<>();

    void count(String what) {
        add(what, 1);
    }

    void add(String what, long n) {
        counts.computeIfAbsent(what, name -> new LongAdder()).add(n);
    }

    long counted(String what) {
        LongAdder counter = counts.get(what);
        return counter == null ? 0 : counter.sum();
    }

    void fault(String what) {
        faultCount.increment();
        if (faultCount.sum() <= KEPT_FAULTS) {
            faults.add(what);
            System.err.println("*** " + what);
        }
    }

    /** As many as are shown. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    long faultCount() {
        return faultCount.sum();
    }

    /** A backend has begun with this chat; that is to happen once. */
    void begun(long seed) {
        if (begun.putIfAbsent(seed, true) != null) {
            fault("chat " + seed + " ran twice");
        }
    }

    /** Something that serves this role is about to be killed: until that is over, requests of the role may fail. */
    Kill kill(String role) {
        Kill kill = new Kill(role);
        kills.add(kill);
        return kill;
    }

    /** Whether a request of this role that ran from then until now may have failed. */
    boolean isExcused(String role, long beganNanos) {
        return kills.stream().anyMatch(kill -> kill.role.equals(role) && kill.touches(beganNanos));
    }

    /** From the kill until nothing can come of it any more. */
    static final class Kill {
        private final String role;
        private volatile OptionalLong endNanos = OptionalLong.empty();

        private Kill(String role) {
            this.role = role;
        }

        /** Requests that begin so long from now have nothing to do with it. */
        void isOverIn(Duration aftermath) {
            endNanos = OptionalLong.of(System.nanoTime() + aftermath.toNanos());
        }

        private boolean touches(long requestBeganNanos) {
            OptionalLong end = endNanos;
            return end.isEmpty() || requestBeganNanos - end.getAsLong() < 0;
        }
    }
}
