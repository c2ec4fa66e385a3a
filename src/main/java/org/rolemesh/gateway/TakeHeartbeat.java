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
import org.rolemesh.nodes.Offer;
import org.rolemesh.selection.Admission;

/** Takes a node's sign of life, and what it says has changed. */
@NonBlocking
public final class TakeHeartbeat implements Processor {
    private final Catalog catalog;
    private final Admission admission;
    private final NodeAnswer answer;
    private final Supplier<Moment> clock;

    public TakeHeartbeat(Catalog catalog, Admission admission, NodeAnswer answer, Supplier<Moment> clock) {
        this.catalog = catalog;
        this.admission = admission;
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
        List<Offer> offers = told.roles().orElse(List.of());
        NodeCredentials.check(exchange, told.nodeId(), offers);
        Moment now = clock.get();
        catalog.updateNodes(nodes -> nodes.beaten(told, now));
        ReportedSlots.pass(told.nodeId(), offers, admission);
        answer.put(exchange, told.nodeId());
    }
}
