package org.rolemesh.gateway;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.http.Presence;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;

/** Takes no new work once the gateway has been told to stop. */
@NonBlocking
public final class RefuseWhileDraining implements Processor {
    private final Presence presence;

    public RefuseWhileDraining(Presence presence) {
        this.presence = presence;
    }

    @Override
    public void process(Exchange exchange) {
        if (presence.isDraining()) {
            throw new RequestRejected(ApiErrors.draining());
        }
    }
}
