package org.rolemesh.upstream;

import io.vertx.core.Context;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.rolemesh.access.ClientCall;
import org.rolemesh.access.Continuation;
import org.rolemesh.catalog.Alias;
import org.rolemesh.http.ClientRequest;
import org.rolemesh.http.ClientRequests;
import org.rolemesh.openai.Api;
import org.rolemesh.openai.ModelRequest;
import org.rolemesh.openai.RequestScanner;

/** Starts an {@link UpstreamCall} for each exchange, on the event loop of its client. Thread safe. */
final class UpstreamProducer extends DefaultAsyncProducer {
    private static final RequestScanner SCANNER = new RequestScanner();

    private final Terms terms;
    private final UpstreamServices services;
    private Context ownContext;

    UpstreamProducer(UpstreamEndpoint endpoint, Terms terms, UpstreamServices services) {
        super(endpoint);
        this.terms = terms;
        this.services = services;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ownContext = services.clients().vertx().getOrCreateContext();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Alias alias = services.catalog().snapshot().alias(terms.alias()).orElse(null);
        if (alias == null) {
            fail(exchange, new RoleUnknown(terms.alias()));
            callback.done(true);
            return true;
        }
        try {
            start(alias, exchange, callback);
            return false;
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private void fail(Exchange exchange, UpstreamFailure failure) {
        Outcome.notAnswered(exchange, failure.answer().code());
        if (!terms.optional()) {
            exchange.setException(failure);
        }
    }

    private void start(Alias alias, Exchange exchange, AsyncCallback callback) {
        ModelRequest request = requestIn(exchange);
        Context context = contextOf(exchange);
        ClientCall call = ClientCall.of(exchange);
        if (call != null) {
            call.routedTo(alias.name());
        }
        UpstreamCall upstreamCall = new UpstreamCall(alias, terms, request, exchange, callback, services, context);
        Continuation.onLoopOf(context, upstreamCall::start);
    }

    /** What a front door has read, or, from any other source, a chat request as JSON. */
    private static ModelRequest requestIn(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        return body instanceof ModelRequest request
                ? request
                : new ModelRequest(Api.CHAT, SCANNER.scan(exchange.getMessage().getBody(byte[].class)));
    }

    private Context contextOf(Exchange exchange) {
        ClientRequest client = ClientRequests.of(exchange.getMessage());
        return client == null ? ownContext : client.context();
    }
}
