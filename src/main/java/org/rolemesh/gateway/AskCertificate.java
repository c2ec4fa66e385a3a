package org.rolemesh.gateway;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.http.ClientCertificate;
import org.rolemesh.http.ClientRequest;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;

/** Lets nobody come to another step who has shown no certificate; the listener has looked whether it can be trusted. */
@NonBlocking
public final class AskCertificate implements Processor {
    private final Processor next;

    public AskCertificate(Processor next) {
        this.next = next;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        ClientRequest request = Incoming.request(exchange);
        if (request == null || !ClientCertificate.isShown(request)) {
            throw new RequestRejected(ApiErrors.clientCertificateRequired());
        }
        next.process(exchange);
    }
}
