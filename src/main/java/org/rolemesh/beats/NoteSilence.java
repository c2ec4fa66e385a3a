package org.rolemesh.beats;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Takes in that a gateway has not answered. */
public final class NoteSilence implements Processor {
    @Override
    public void process(Exchange exchange) {
        IOException failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, IOException.class);
        GatewayLog.ended(GatewayRequest.gatewayOf(exchange), new Outcome(Outcome.Kind.UNREACHABLE, reason(failure)));
    }

    private static String reason(IOException failure) {
        if (failure instanceof UnknownHostException) {
            return "its host name is unknown";
        }
        if (failure instanceof SSLException) {
            return "no TLS connection: " + failure.getMessage();
        }
        if (failure instanceof InterruptedIOException) {
            return "no answer in time";
        }
        return failure instanceof ConnectException ? "connection refused" : "its connection broke off";
    }
}
