package org.rolemesh.beats;

import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Makes the request that says this node lives, and what the gateway does not know yet. */
public final class ComposeBeat implements Processor {
    private final NodeIdentity node;
    private final Supplier<NodeReport> report;

    public ComposeBeat(NodeIdentity node, Supplier<NodeReport> report) {
        this.node = node;
        this.report = report;
    }

    @Override
    public void process(Exchange exchange) {
        NodeReport now = report.get();
        NodeReport known = GatewayRequest.gatewayOf(exchange).begin(now);
        GatewayRequest.put(exchange, "/v1/nodes/heartbeat", node.heartbeat(now, known));
    }
}
