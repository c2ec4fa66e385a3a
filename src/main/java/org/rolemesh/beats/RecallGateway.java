package org.rolemesh.beats;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Finds the gateway that the variable {@code gateway} names, and leaves in {@code registered} whether it knows this node. */
public final class RecallGateway implements Processor {
    private final Map<String, ToldGateway> byName;

    public RecallGateway(Collection<ToldGateway> gateways) {
        byName = gateways.stream().collect(Collectors.toUnmodifiableMap(ToldGateway::name, Function.identity()));
    }

    @Override
    public void process(Exchange exchange) {
        ToldGateway gateway = byName.get(exchange.getVariable("gateway", String.class));
        GatewayRequest.about(exchange, gateway);
        exchange.setVariable("registered", gateway.registered());
    }
}
