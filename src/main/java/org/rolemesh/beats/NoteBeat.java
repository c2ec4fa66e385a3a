package org.rolemesh.beats;

import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Takes in a gateway's answer to a heartbeat. Clears {@code registered} where it wants a registration. */
public final class NoteBeat implements Processor {
    private static final int CONFLICT = 409;

    @Override
    public void process(Exchange exchange) throws IOException {
        ToldGateway gateway = GatewayRequest.gatewayOf(exchange);
        GatewayAnswer answer = GatewayAnswer.read(exchange);
        // A beat of an agent that was replaced is refused for good; its registration, only while the other one lives.
        if (answer.isUnknownNode() || answer.status() == CONFLICT) {
            gateway.lost();
            exchange.setVariable("registered", false);
            return;
        }
        if (answer.isTaken()) {
            gateway.took();
        }
        GatewayLog.ended(gateway, Outcome.of(answer));
    }
}
