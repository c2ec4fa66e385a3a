package org.rolemesh.agent;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.gateway.JsonAnswer;
import org.rolemesh.slots.Supervisor;

/** Answers with cards, slots, processes and roles. */
public final class ShowInventory implements Processor {
    private final String nodeId;
    private final Supervisor supervisor;
    private final SlotsJson json;

    public ShowInventory(String nodeId, Supervisor supervisor, SlotsJson json) {
        this.nodeId = nodeId;
        this.supervisor = supervisor;
        this.json = json;
    }

    @Override
    public void process(Exchange exchange) {
        JsonAnswer.put(exchange, 200, json.whole(nodeId, supervisor.board()));
    }
}
