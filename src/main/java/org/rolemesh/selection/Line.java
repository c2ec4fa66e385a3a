package org.rolemesh.selection;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rolemesh.selection.Decision.Outcome;

/**
 * The requests that wait and want the same of the same alias, in their order. Those that an upstream has failed already come first: they are
 * older, and each has its own idea of where it may still go. All others are alike, so that where the first of them cannot
 * go none can. Guarded by the lock of its {@link Admission}.
 */
final class Line {
    /** Does what a line cannot know how to. */
    interface Server {
        Decision decide(Ask ask);

        /** The waiter has left the line, with what was decided: it goes, or nothing can answer it. */
        void settle(Waiter waiter, Decision decision);
    }

    private final Map<Waiter, Waiting> failedOnce = new LinkedHashMap<>();
    private final Map<Waiter, Waiting> alike = new LinkedHashMap<>();

    /** @param number grows with each request that joins any line */
    void join(Waiter waiter, Ask ask, Outcome reason, long number) {
        (ask.isFresh() ? alike : failedOnce).put(waiter, new Waiting(ask, reason, number));
    }

    /** The number of the request that has waited for longest; the line must not be empty. */
    long oldest() {
        return Math.min(first(failedOnce), first(alike));
    }

    private static long first(Map<Waiter, Waiting> line) {
        return line.isEmpty() ? Long.MAX_VALUE : line.values().iterator().next().number;
    }

    /** Whether it was still waiting. */
    boolean leave(Waiter waiter) {
        return failedOnce.remove(waiter) != null || alike.remove(waiter) != null;
    }

    boolean isEmpty() {
        return failedOnce.isEmpty() && alike.isEmpty();
    }

    /** How many wait for {@code reason}. */
    int waitingFor(Outcome reason) {
        return count(failedOnce, reason) + count(alike, reason);
    }

    /** Lets go as many as can go now; whether any could. */
    boolean serve(Server server) {
        boolean anyLeft = false;
        for (Waiter waiter : List.copyOf(failedOnce.keySet())) {
            anyLeft |= serve(waiter, failedOnce, server);
        }
        while (!alike.isEmpty()) {
            Waiting first = alike.values().iterator().next();
            Outcome before = first.reason;
            if (!serve(alike.keySet().iterator().next(), alike, server)) {
                if (first.reason != before) {
                    alike.forEach((waiter, waiting) -> waiting.waitsFor(first.reason, waiter));
                }
                return anyLeft;
            }
            anyLeft = true;
        }
        return anyLeft;
    }

    /** Whether the waiter has left the line. */
    private static boolean serve(Waiter waiter, Map<Waiter, Waiting> line, Server server) {
        Waiting waiting = line.get(waiter);
        if (waiting == null) {
            return true;
        }
        Decision decision = server.decide(waiting.ask);
        if (decision.outcome() == Outcome.FULL || decision.outcome() == Outcome.LOADING) {
            waiting.waitsFor(decision.outcome(), waiter);
            return false;
        }
        line.remove(waiter);
        server.settle(waiter, decision);
        return true;
    }

    private static int count(Map<Waiter, Waiting> line, Outcome reason) {
        int count = 0;
        for (Waiting waiting : line.values()) {
            count += waiting.reason == reason ? 1 : 0;
        }
        return count;
    }

    private static final class Waiting {
        private final Ask ask;
        private final long number;
        private Outcome reason;

        private Waiting(Ask ask, Outcome reason, long number) {
            this.ask = ask;
            this.reason = reason;
            this.number = number;
        }

        private void waitsFor(Outcome newReason, Waiter waiter) {
            if (reason != newReason) {
                reason = newReason;
                waiter.waitsFor(newReason);
            }
        }
    }
}
