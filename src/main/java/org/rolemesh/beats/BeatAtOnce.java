package org.rolemesh.beats;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has gateways told of this node, each by its route {@code direct:beat-NAME}: one beat at a time for each, and one in
 * 200 ms at most; the last state always arrives. A gateway that hangs delays no other. Safe for use by many threads;
 * never blocks.
 *
 * <p>As a step of a route it has the gateway told that the variable {@code gateway} names.
 */
public final class BeatAtOnce implements Processor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BeatAtOnce.class);

    private final Map<String, BeatLine> lines = new LinkedHashMap<>();
    private volatile boolean closed;

    /** @param blocking where the beats run, which wait for their answers */
    public BeatAtOnce(Collection<ToldGateway> gateways, ProducerTemplate template, Executor blocking) {
        gateways.forEach(
                gateway -> lines.put(gateway.name(), new BeatLine(() -> beat(gateway.name(), template), blocking)));
    }

    /** Tells every gateway how things are now; ends when each has been told, or could not be. */
    public CompletableFuture<Void> tellAll() {
        return closed
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.allOf(
                        lines.values().stream().map(BeatLine::ask).toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public void process(Exchange exchange) {
        if (!closed) {
            lines.get(exchange.getVariable("gateway", String.class)).ask();
        }
    }

    /** Lets what has been asked for take place, and nothing after it. */
    @Override
    public void close() {
        closed = true;
    }

    /** The route deals with a gateway that does not answer; what it does not deal with is a fault of this program. */
    private void beat(String gateway, ProducerTemplate template) {
        Exception failure =
                template.send("direct:beat-" + gateway, exchange -> {}).getException();
        // Routes that are being stopped deal with nothing.
        if (failure != null && !closed) {
            LOG.error("beat failed gateway={} reason=\"{}\"", gateway, failure.toString());
        }
    }
}
