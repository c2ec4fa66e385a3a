package org.rolemesh.agent;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.nodes.Moment;
import org.rolemesh.openai.TokenUsage;
import org.rolemesh.slots.Launch;
import org.rolemesh.slots.Phase;
import org.rolemesh.slots.Slot;
import org.rolemesh.slots.Supervisor;
import org.rolemesh.upstream.Witness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds processes that say they are well and do not work: that have requests and compute nothing, or fail each of them.
 * Thread safe.
 */
public final class HealthWatch implements Witness {
    private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);

    private final Supervisor supervisor;
    private final Figures figures;
    private final Duration patience;
    private final Supplier<Moment> clock;
    private final Map<String, Seen> bySlot = new HashMap<>();

    private record Seen(String launchId, Wedge wedge) {}

    /** @param patience how long a process may have requests and compute nothing */
    public HealthWatch(Supervisor supervisor, Figures figures, Duration patience, Supplier<Moment> clock) {
        this.supervisor = supervisor;
        this.figures = figures;
        this.patience = patience;
        this.clock = clock;
    }

    @Override
    public void answered(Upstream upstream, TokenUsage usage) {
        String slot = upstream.announced().nodeId();
        if (usage.tokensPerSecond() != TokenUsage.NOT_SAID) {
            figures.noteSpeed(slot, usage.tokensPerSecond());
        }
        update(slot, Wedge::answered);
    }

    @Override
    public void failed(Upstream upstream) {
        String slot = upstream.announced().nodeId();
        if (update(slot, Wedge::failed).isFailing()) {
            condemn(slot, "every request to it failed, though it says that it is well");
        }
    }

    /**
     * Takes in what a process says of how often it has computed.
     *
     * @param told empty: it did not say
     */
    void looked(Launch launch, boolean busy, OptionalLong told) {
        long now = clock.get().nanos();
        if (update(launch.slot(), wedge -> wedge.looked(busy, told, now)).isStuck(now, patience)) {
            condemn(launch.slot(), "it had requests and computed nothing for " + patience.toSeconds() + " s");
        }
    }

    /**
     * Connections to a process have failed time and again, so that it is given no more requests: nothing would find out
     * that it has recovered.
     */
    public void unreachable(String slot) {
        condemn(slot, "connections to it failed, though it runs");
    }

    /** Whether its process has answered, and may have requests. */
    static boolean isWatched(Slot slot) {
        return slot.phase() == Phase.READY
                || (slot.phase() == Phase.YIELDING && slot.run().process() != null);
    }

    private synchronized Wedge update(String slotName, UnaryOperator<Wedge> change) {
        Wedge unknown = Wedge.begin(clock.get().nanos());
        Slot slot = supervisor.board().slot(slotName);
        if (!isWatched(slot)) {
            bySlot.remove(slotName);
            return unknown;
        }
        Seen before = bySlot.get(slotName);
        boolean same = before != null && before.launchId().equals(slot.run().id());
        Wedge next = change.apply(same ? before.wedge() : unknown);
        bySlot.put(slotName, new Seen(slot.run().id(), next));
        return next;
    }

    private void condemn(String slotName, String reason) {
        Slot slot = supervisor.board().slot(slotName);
        if (isWatched(slot)) {
            LOG.warn("server replaced slot={} role={} reason=\"{}\"", slotName, slot.role(), reason);
            supervisor.condemned(slot.run().id(), reason);
        }
    }
}
