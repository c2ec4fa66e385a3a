package org.rolemesh.upstream;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.SynchronousDelegateProducer;
import org.rolemesh.config.Strategy;
import org.rolemesh.selection.Narrowing;

/** Answers a request by a live backend of an alias. Options are set before it is used, and not changed afterwards. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "upstream",
        title = "Upstream",
        syntax = "upstream:alias",
        producerOnly = true,
        category = {Category.AI})
public final class UpstreamEndpoint extends DefaultEndpoint {
    @UriPath(description = "The alias that is to answer")
    @Metadata(required = true)
    private final String alias;

    @UriParam(
            description = "How one of its backends is chosen; unset: as the alias's config says",
            enums = "round_robin,least_busy,prefix_affinity")
    private String strategy;

    @UriParam(description = "Only this node, or this backend of the config, by its name")
    private String node;

    @UriParam(description = "Only nodes that have this label")
    private String label;

    @UriParam(description = "How long the answer may take to begin, all waits included")
    private Duration timeout;

    @UriParam(description = "Where nothing can answer, the route goes on with the exchange as it was")
    private boolean optional;

    @UriParam(
            description =
                    "The route's thread waits for the answer to begin, as the concurrentConsumers of a queue have to"
                            + " if they are to bound how many requests are under way")
    private boolean synchronous;

    UpstreamEndpoint(String uri, UpstreamComponent component, String alias) {
        super(uri, component);
        this.alias = alias;
    }

    @Override
    public Producer createProducer() {
        Narrowing narrowing = new Narrowing(strategy == null ? null : strategyNamed(strategy), node, label);
        Terms terms = new Terms(alias, narrowing, timeout, optional);
        Producer producer = new UpstreamProducer(this, terms, ((UpstreamComponent) getComponent()).services());
        return synchronous ? new SynchronousDelegateProducer(producer) : producer;
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("upstream: answers requests; it cannot stand after from:");
    }

    private static Strategy strategyNamed(String name) {
        for (Strategy each : Strategy.values()) {
            if (word(each).equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException("upstream: knows no strategy " + name + "; use one of "
                + Stream.of(Strategy.values()).map(UpstreamEndpoint::word).collect(Collectors.joining(", ")));
    }

    private static String word(Strategy strategy) {
        return strategy.name().toLowerCase(Locale.ROOT);
    }

    public String getAlias() {
        return alias;
    }

    public String getStrategy() {
        return strategy;
    }

    public void setStrategy(String strategy) {
        this.strategy = strategy;
    }

    public String getNode() {
        return node;
    }

    public void setNode(String node) {
        this.node = node;
    }

    public String getLabel() {
        return label;
    }

    public void setLabel(String label) {
        this.label = label;
    }

    public Duration getTimeout() {
        return timeout;
    }

    public void setTimeout(Duration timeout) {
        this.timeout = timeout;
    }

    public boolean isOptional() {
        return optional;
    }

    public void setOptional(boolean optional) {
        this.optional = optional;
    }

    public boolean isSynchronous() {
        return synchronous;
    }

    public void setSynchronous(boolean synchronous) {
        this.synchronous = synchronous;
    }
}
