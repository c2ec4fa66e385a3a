package org.rolemesh.agent;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.slots.Supervisor;

/** Has the role in the variable {@code alias} loaded where it is not. The request itself waits where it goes next. */
@NonBlocking
public final class AskForRole implements Processor {
    private final Supervisor supervisor;

    public AskForRole(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    @Override
    public void process(Exchange exchange) {
        supervisor.asked(exchange.getVariable("alias", String.class));
    }
}
