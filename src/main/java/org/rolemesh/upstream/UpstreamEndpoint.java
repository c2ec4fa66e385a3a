package org.rolemesh.upstream;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** The backends of one alias. */
public final class UpstreamEndpoint extends DefaultEndpoint {
    private final String alias;

    UpstreamEndpoint(String uri, UpstreamComponent component, String alias) {
        super(uri, component);
        this.alias = alias;
    }

    String alias() {
        return alias;
    }

    @Override
    public Producer createProducer() {
        return new UpstreamProducer(this, ((UpstreamComponent) getComponent()).services());
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("upstream: answers requests; it cannot stand after from:");
    }
}
