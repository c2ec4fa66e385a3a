package org.rolemesh.agent;

import org.apache.camel.ProducerTemplate;
import org.rolemesh.slots.Hands;

/** Has the supervisor's decisions carried out by the routes {@code launch-SLOT} and {@code end-SLOT}, on their threads. */
public final class RouteHands implements Hands {
    private ProducerTemplate routes;

    /** Comes before the supervisor begins. */
    public void use(ProducerTemplate template) {
        routes = template;
    }

    @Override
    public void launch(String slot, String role, String launchId) {
        routes.asyncSend("direct:launch-" + slot, exchange -> {
            exchange.setVariable("role", role);
            exchange.setVariable("launch", launchId);
        });
    }

    @Override
    public void end(String slot, String launchId) {
        routes.asyncSend("direct:end-" + slot, exchange -> exchange.setVariable("launch", launchId));
    }
}
