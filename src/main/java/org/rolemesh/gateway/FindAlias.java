package org.rolemesh.gateway;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.access.ClientCall;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Snapshot;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.ModelRequest;
import org.rolemesh.openai.RequestRejected;
import org.rolemesh.upstream.RoleUnknown;

/**
 * Finds the alias that a request's {@code model} names, or the default one, and checks that its key may use it. Leaves
 * the {@link RequestWords} for the topology.
 */
@NonBlocking
public final class FindAlias implements Processor {
    private final Catalog catalog;

    public FindAlias(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public void process(Exchange exchange) {
        ModelRequest request = exchange.getMessage().getBody(ModelRequest.class);
        Snapshot now = catalog.snapshot();
        Alias alias = find(now, request.body().model());
        Authenticate.requireRole(exchange, alias);
        RequestWords.put(exchange, request, alias, now.availability(alias));
        ClientCall call = ClientCall.of(exchange);
        if (call != null) {
            call.routedTo(alias.name());
        }
    }

    private static Alias find(Snapshot now, Optional<String> model) {
        if (model.isPresent()) {
            return now.byModelName(model.get()).orElseThrow(() -> new RoleUnknown(model.get()));
        }
        return now.defaultAlias().orElseThrow(() -> new RequestRejected(ApiErrors.missingParameter("model")));
    }
}
