package org.rolemesh.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.access.ClientCall;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.nodes.Heartbeat;
import org.rolemesh.nodes.Moment;

/** Takes a node's sign of life, and what it says has changed. */
@NonBlocking
public final class TakeHeartbeat implements Processor {
    private final Catalog catalog;
    private final NodeAnswer answer;
    private final SlotReports slots;
    private final Supplier<Moment> clock;

    public TakeHeartbeat(Catalog catalog, SlotReports slots, NodeAnswer answer, Supplier<Moment> clock) {
        this.catalog = catalog;
        this.slots = slots;
        this.answer = answer;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        ClientCall call = ClientCall.of(exchange);
        if (call != null) {
            call.markRoutine();
        }
        Heartbeat told = Heartbeat.read(exchange.getMessage().getBody(JsonNode.class));
        NodeCredentials.check(exchange, told.nodeId(), told.roles().orElse(List.of()));
        Moment now = clock.get();
        catalog.updateNodes(nodes -> nodes.beaten(told, now));
        slots.take(told.nodeId(), told.roles().orElse(List.of()));
        answer.put(exchange, told.nodeId());
    }
}
