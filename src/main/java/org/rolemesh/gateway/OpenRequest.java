package org.rolemesh.gateway;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;
import org.rolemesh.access.AccessLog;
import org.rolemesh.access.ClientCall;
import org.rolemesh.access.RequestId;
import org.rolemesh.access.TraceContext;
import org.rolemesh.http.NonBlocking;

/**
 * The first step of every front door. Takes down who is asking and by which id, and empties the headers: what a client
 * sends must not steer Camel's components and must not come back in the answer.
 */
@NonBlocking
public final class OpenRequest implements Processor {
    static final String PRESENTED_KEY = "RoleMeshPresentedKey";

    private final AllowedHeaders allowed;

    /** @param allowed headers that the topology sees */
    public OpenRequest(AllowedHeaders allowed) {
        this.allowed = allowed;
    }

    @Override
    public void process(Exchange exchange) {
        exchange.setProperty(PRESENTED_KEY, presentedKey(exchange));
        allowed.put(exchange);
        if (ClientCall.of(exchange) == null) {
            open(exchange);
            exchange.getMessage()
                    .removeHeaders("*", Exchange.CONTENT_TYPE, Exchange.CONTENT_ENCODING, "id", "alias", "slot");
        }
    }

    private static String presentedKey(Exchange exchange) {
        String authorization = Incoming.header(exchange, "Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return authorization.substring(7).trim();
        }
        return Incoming.header(exchange, "X-Api-Key");
    }

    /** On an HTTP server that is not ours, which has not noted the call and will not write its line. */
    private static void open(Exchange exchange) {
        ClientCall call = new ClientCall(
                RequestId.keepOrMake(Incoming.header(exchange, RequestId.HEADER)),
                Incoming.header(exchange, Exchange.HTTP_METHOD),
                Incoming.header(exchange, Exchange.HTTP_PATH),
                TraceContext.of(Incoming.header(exchange, "traceparent"), Incoming.header(exchange, "tracestate")));
        call.attachTo(exchange);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                call.answeredWith(done.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class));
                AccessLog.write(call);
            }
        });
    }
}
