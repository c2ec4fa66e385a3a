package org.rolemesh.agent;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.slots.Supervisor;

/** The steps of a slot's own timers. */
public final class SlotSteps {
    private final Supervisor supervisor;
    private final SlotLogs logs;

    public SlotSteps(Supervisor supervisor, SlotLogs logs) {
        this.supervisor = supervisor;
        this.logs = logs;
    }

    /** The steps by the names that the routes have for them. */
    public Map<String, Processor> byName() {
        return Map.of(
                "superviseSlots",
                exchange -> supervisor.tick(),
                "turnLog",
                exchange -> logs.of(slot(exchange)).turn(),
                "findIdle",
                this::findIdle,
                "freeSlot",
                exchange -> supervisor.unloadIdle(slot(exchange)));
    }

    /** Sets the variable {@code idle}. */
    private void findIdle(Exchange exchange) {
        exchange.setVariable("idle", supervisor.isIdleForLong(slot(exchange)));
    }

    private static String slot(Exchange exchange) {
        return exchange.getVariable("slot", String.class);
    }
}
