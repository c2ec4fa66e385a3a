package org.rolemesh.gateway;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;
import org.rolemesh.access.AccessLog;
import org.rolemesh.access.CallListener;
import org.rolemesh.access.ClientCall;
import org.rolemesh.access.RequestId;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.http.Presence;

/**
 * The first step of every front door. Takes down who is asking and by which id, and empties the headers: what a client
 * sends must not steer Camel's components and must not come back in the answer.
 */
@NonBlocking
public final class OpenRequest implements Processor {
    static final String PRESENTED_KEY = "RoleMeshPresentedKey";

    private final AllowedHeaders allowed;
    private final Presence presence;
    private final CallListener listener;

    /**
     * @param allowed headers that the topology sees
     * @param presence counts the requests of an HTTP server that is not ours
     * @param listener is told of those when they are over
     */
    public OpenRequest(AllowedHeaders allowed, Presence presence, CallListener listener) {
        this.allowed = allowed;
        this.presence = presence;
        this.listener = listener;
    }

    @Override
    public void process(Exchange exchange) {
        exchange.setProperty(PRESENTED_KEY, presentedKey(exchange));
        allowed.put(exchange);
        if (ClientCall.of(exchange) == null) {
            open(exchange);
            Incoming.keep(exchange);
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
    private void open(Exchange exchange) {
        ClientCall call = new ClientCall(
                RequestId.keepOrMake(Incoming.header(exchange, RequestId.HEADER)),
                Incoming.method(exchange),
                Incoming.path(exchange),
                listener.trace(Incoming.header(exchange, "traceparent"), Incoming.header(exchange, "tracestate")));
        call.markElsewhere();
        call.attachTo(exchange);
        presence.entered();
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                over(call, done.getMessage());
            }
        });
    }

    private void over(ClientCall call, Message answer) {
        if (!call.isAnswered()) {
            call.answeredWith(answer.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class));
        }
        if (answer.getBody() instanceof byte[] body) {
            call.wrote(body.length);
        }
        call.ended(true);
        presence.left();
        AccessLog.write(call);
        listener.over(call);
    }
}
