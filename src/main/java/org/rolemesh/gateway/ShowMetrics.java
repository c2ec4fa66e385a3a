package org.rolemesh.gateway;

import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.metrics.Metrics;

/** Leaves what is counted and measured, as Prometheus reads it. With a thousand nodes that takes a while. */
public final class ShowMetrics implements Processor {
    private final Metrics metrics;

    public ShowMetrics(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void process(Exchange exchange) {
        JsonAnswer.put(exchange, 200, metrics.text().getBytes(StandardCharsets.UTF_8));
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, Metrics.CONTENT_TYPE);
    }
}
