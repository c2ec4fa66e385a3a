package org.rolemesh.slots;

import org.rolemesh.config.SlotConfig;
import org.rolemesh.nodes.Moment;

/**
 * A slot at one moment.
 *
 * @param role the one that it has or is to have; null: none
 * @param run its process; null where the phase has none
 * @param yieldsTo the role that it is being freed for; null: none
 * @param fault why it is being stopped, backs off or has failed, in words for people; null: nothing is wrong
 * @param retryAtNanos when it is started again, where it backs off
 * @param restarts how often a process has ended by itself since the agent began
 * @param last how the last process ended; null: none has
 * @param since when it came to its phase
 * @param usedNanos when a request last had it
 */
public record Slot(
        SlotConfig config,
        Phase phase,
        String role,
        Run run,
        String yieldsTo,
        String fault,
        long retryAtNanos,
        int restarts,
        LastExit last,
        Moment since,
        long usedNanos) {
    static Slot empty(SlotConfig config, Moment now) {
        return new Slot(config, Phase.EMPTY, null, null, null, null, 0, 0, null, now, now.nanos());
    }

    public String name() {
        return config.name();
    }

    boolean has(String wanted) {
        return wanted.equals(role);
    }

    boolean isYieldingTo(String wanted) {
        return wanted.equals(yieldsTo);
    }

    boolean isRun(String launchId) {
        return run != null && run.id().equals(launchId);
    }

    Slot starting(String newRole, String launchId, Moment now) {
        return new Slot(
                config,
                Phase.STARTING,
                newRole,
                Run.decided(launchId),
                null,
                null,
                0,
                restarts,
                last,
                now,
                now.nanos());
    }

    Slot loading(String newRole, Run newRun, Moment now) {
        return new Slot(config, Phase.LOADING, newRole, newRun, null, null, 0, restarts, last, now, now.nanos());
    }

    Slot ready(ServerFacts facts, Moment now) {
        return new Slot(config, Phase.READY, role, run.loaded(facts), null, null, 0, restarts, last, now, now.nanos());
    }

    /** @param next null: nobody in particular */
    Slot yielding(String next, Moment now) {
        return new Slot(config, Phase.YIELDING, role, run, next, null, 0, restarts, last, now, usedNanos);
    }

    /** @param why null where nothing is wrong */
    Slot stopping(String why, Moment now) {
        return new Slot(config, Phase.STOPPING, role, run, yieldsTo, why, 0, restarts, last, now, usedNanos);
    }

    Slot emptied(LastExit exit, Moment now) {
        return new Slot(config, Phase.EMPTY, null, null, null, null, 0, restarts, exit, now, usedNanos);
    }

    Slot backingOff(String why, long untilNanos, LastExit exit, Moment now) {
        return new Slot(
                config, Phase.BACKING_OFF, role, null, null, why, untilNanos, restarts + 1, exit, now, usedNanos);
    }

    Slot failed(String why, LastExit exit, Moment now) {
        return new Slot(config, Phase.FAILED, role, null, null, why, 0, restarts + 1, exit, now, usedNanos);
    }

    Slot with(Run newRun) {
        return new Slot(config, phase, role, newRun, yieldsTo, fault, retryAtNanos, restarts, last, since, usedNanos);
    }

    Slot used(long nanos) {
        return new Slot(config, phase, role, run, yieldsTo, fault, retryAtNanos, restarts, last, since, nanos);
    }
}
