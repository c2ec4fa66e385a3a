package org.rolemesh.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.nodes.Moment;
import org.rolemesh.nodes.NodeAddresses;
import org.rolemesh.nodes.Registration;
import org.rolemesh.selection.Admission;

/** Takes a host into the catalog, or takes it again. */
@NonBlocking
public final class RegisterNode implements Processor {
    private final Catalog catalog;
    private final Admission admission;
    private final NodeAddresses addresses;
    private final NodeAnswer answer;
    private final Supplier<Moment> clock;

    public RegisterNode(
            Catalog catalog, Admission admission, NodeAddresses addresses, NodeAnswer answer, Supplier<Moment> clock) {
        this.catalog = catalog;
        this.admission = admission;
        this.addresses = addresses;
        this.answer = answer;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Registration told = Registration.read(exchange.getMessage().getBody(JsonNode.class), addresses);
        NodeCredentials.check(exchange, told.nodeId(), told.roles());
        Moment now = clock.get();
        catalog.updateNodes(nodes -> nodes.registered(told, now));
        ReportedSlots.pass(told.nodeId(), told.roles(), admission);
        answer.put(exchange, told.nodeId());
    }
}
