package org.rolemesh.beats;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.tls.TlsTrouble;

/** Takes in that a gateway has not answered. */
public final class NoteSilence implements Processor {
    @Override
    public void process(Exchange exchange) {
        IOException failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, IOException.class);
        GatewayLog.ended(GatewayRequest.gatewayOf(exchange), new Outcome(Outcome.Kind.UNREACHABLE, reason(failure)));
    }

    private static String reason(IOException failure) {
        return TlsTrouble.of(failure, "gateway_tls.ca", "gateway_tls.cert").orElseGet(() -> reasonBesidesTls(failure));
    }

    private static String reasonBesidesTls(IOException failure) {
        if (failure instanceof UnknownHostException) {
            return "its host name is unknown";
        }
        if (failure instanceof InterruptedIOException) {
            return "no answer in time";
        }
        return failure instanceof ConnectException ? "connection refused" : "its connection broke off";
    }
}
