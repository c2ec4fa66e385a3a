package org.rolemesh.beats;

import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Makes the request that says who this node is, where, and all that it offers. */
public final class ComposeRegistration implements Processor {
    private final NodeIdentity node;
    private final Supplier<NodeReport> report;

    public ComposeRegistration(NodeIdentity node, Supplier<NodeReport> report) {
        this.node = node;
        this.report = report;
    }

    @Override
    public void process(Exchange exchange) {
        NodeReport now = report.get();
        GatewayRequest.gatewayOf(exchange).begin(now);
        GatewayRequest.put(exchange, "/v1/nodes/register", node.registration(now));
    }
}
