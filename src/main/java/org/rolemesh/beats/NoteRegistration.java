package org.rolemesh.beats;

import java.io.IOException;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Takes in a gateway's answer to a registration. */
public final class NoteRegistration implements Processor {
    private final NodeIdentity node;
    private final Duration heartbeat;

    /** @param heartbeat as the config has it */
    public NoteRegistration(NodeIdentity node, Duration heartbeat) {
        this.node = node;
        this.heartbeat = heartbeat;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        ToldGateway gateway = GatewayRequest.gatewayOf(exchange);
        GatewayAnswer answer = GatewayAnswer.read(exchange);
        if (!answer.isTaken()) {
            GatewayLog.ended(gateway, Outcome.of(answer));
            return;
        }
        gateway.took();
        GatewayLog.registered(gateway, node.nodeId());
        GatewayLog.pace(gateway, heartbeat, answer.staleAfterSeconds());
    }
}
