package org.rolemesh.upstream;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** {@code upstream:ALIAS}: answers an exchange by a live backend of that alias. */
@Component("upstream")
public final class UpstreamComponent extends DefaultComponent {
    private UpstreamServices services;

    /** With the gateway that the context's registry has. */
    public UpstreamComponent() {}

    public UpstreamComponent(CamelContext context, UpstreamServices services) {
        super(context);
        this.services = services;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (services == null) {
            services = getCamelContext().getRegistry().findSingleByType(UpstreamServices.class);
        }
        RequestConversions.register(getCamelContext().getTypeConverterRegistry());
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        if (remaining.isBlank()) {
            throw new IllegalArgumentException("upstream: needs the alias that is to answer, as in upstream:planner");
        }
        if (services == null) {
            throw new IllegalStateException(
                    "upstream: has no gateway in this Camel context; set the property rolemesh.config to its config file");
        }
        UpstreamEndpoint endpoint = new UpstreamEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    UpstreamServices services() {
        return services;
    }
}
