package org.rolemesh.runtime;

import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.VetoCamelContextStartException;
import org.apache.camel.spi.ContextServicePlugin;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Found by Camel in every context that has this jar on its class path. Makes the context a gateway where the property
 * {@code rolemesh.config} is set, or where the runtime has made an {@link EmbeddedGateway} itself; otherwise it does
 * nothing.
 */
public final class GatewayPlugin implements ContextServicePlugin {
    /** The first step of every front door: who has bound it has bound the others, as the gateway's own program does. */
    private static final String ANY_STEP = "openRequest";

    /** Only listens: this early, not every runtime has its properties yet. */
    @Override
    public void load(CamelContext context) {
        context.addLifecycleStrategy(new Life());
    }

    private static final class Life extends LifecycleStrategySupport {
        private EmbeddedGateway gateway;
        private boolean isOurs;

        @Override
        public void onContextInitializing(CamelContext context) throws VetoCamelContextStartException {
            if (context.getRegistry().lookupByName(ANY_STEP) != null) {
                return;
            }
            try {
                gateway = context.getRegistry().findSingleByType(EmbeddedGateway.class);
                if (gateway == null) {
                    create(context);
                }
                if (gateway != null) {
                    gateway.bindTo(context);
                    context.addStartupListener(new Opening(gateway));
                }
            } catch (Exception e) {
                throw new VetoCamelContextStartException(e.getMessage(), e, context, true);
            }
        }

        private void create(CamelContext context) throws Exception {
            EmbeddedSettings settings = EmbeddedSettings.read(
                            name -> context.resolvePropertyPlaceholders("{{" + name + ":}}"))
                    .orElse(null);
            if (settings != null) {
                gateway = EmbeddedGateway.create(settings);
                isOurs = true;
                context.getRegistry().bind("rolemeshGateway", gateway);
            }
        }

        @Override
        public void onContextStopping(CamelContext context) {
            if (gateway != null) {
                try {
                    gateway.drain();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void onContextStopped(CamelContext context) {
            if (isOurs) {
                gateway.close();
            }
        }
    }

    /** Clients are let in once every route has started. */
    private record Opening(EmbeddedGateway gateway) implements StartupListener {
        @Override
        public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
            // Not all routes have.
        }

        @Override
        public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) throws Exception {
            gateway.open();
        }
    }
}
