package org.rolemesh.gateway;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Snapshot;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.openai.ModelRequest;
import org.rolemesh.selection.Admission;
import org.rolemesh.selection.Ask;
import org.rolemesh.upstream.RoleUnknown;

/**
 * Tells where the next request of an alias would go, and why, by the same function that decides it for requests. Nothing
 * is sent, no place is taken, and no turn is used up.
 */
@NonBlocking
public final class ExplainRole implements Processor {
    private final Catalog catalog;
    private final Admission admission;

    public ExplainRole(Catalog catalog, Admission admission) {
        this.catalog = catalog;
        this.admission = admission;
    }

    @Override
    public void process(Exchange exchange) {
        String named = exchange.getMessage().getHeader("alias", String.class);
        Snapshot now = catalog.snapshot();
        Alias alias = now.byModelName(named).or(() -> now.alias(named)).orElseThrow(() -> new RoleUnknown(named));
        Authenticate.requireRole(exchange, alias);
        ModelRequest request = exchange.getMessage().getBody(ModelRequest.class);
        Ask ask = Ask.of(alias, admission.upcomingTurn(alias), request);
        JsonAnswer.put(exchange, 200, DecisionEntries.of(admission.explain(ask)));
    }
}
