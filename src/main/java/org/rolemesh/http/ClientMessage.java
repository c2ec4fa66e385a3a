package org.rolemesh.http;

import org.apache.camel.CamelContext;
import org.apache.camel.support.DefaultMessage;

/** A message that came in on a listener of ours; copies of it know the request too. */
final class ClientMessage extends DefaultMessage {
    private final ClientRequest request;

    ClientMessage(CamelContext camel, ClientRequest request) {
        super(camel);
        this.request = request;
    }

    ClientRequest request() {
        return request;
    }

    @Override
    public ClientMessage newInstance() {
        return new ClientMessage(getCamelContext(), request);
    }
}
