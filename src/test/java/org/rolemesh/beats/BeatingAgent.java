package org.rolemesh.beats;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.rolemesh.config.GatewayLink;
import org.rolemesh.config.Secret;
import org.rolemesh.config.UpstreamUrl;
import org.rolemesh.nodes.Offer;
import org.rolemesh.nodes.OfferState;

/** As much of a node agent as tells gateways of it, with the routes as they are; what it says is the test's. */
final class BeatingAgent implements AutoCloseable {
    static final String NODE = "box";
    static final URI ADDRESS = URI.create("http://127.0.0.1:8091");
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final List<String> ROUTES = List.of("beat", "beat-gateway");

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ExecutorService blocking = Executors.newCachedThreadPool();
    private final LastBeat last = new LastBeat(() -> this.report);
    private final Duration heartbeat;
    private final BeatAtOnce beats;
    private volatile NodeReport report = new NodeReport(List.of(Offer.named("planner")), gpus(1));

    private BeatingAgent(Duration heartbeat, Duration period, List<GatewayLink> links) throws Exception {
        this.heartbeat = heartbeat;
        List<ToldGateway> gateways = ToldGateway.of(links);
        beats = new BeatAtOnce(gateways, context.createProducerTemplate(), blocking);
        bindSteps(gateways);
        HttpComponent http = new HttpComponent();
        http.setHttpClientConfigurer(HttpClientBuilder::disableAutomaticRetries);
        context.addComponent("http", http);
        context.getShutdownStrategy().setTimeout(1);
        for (String name : ROUTES) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.resolveMandatoryResource(
                            context, "file:routes/node-agent/" + name + ".camel.yaml"));
        }
        addRoutes(gateways, new BeatTimes(period, new Random()));
        context.start();
    }

    /** Beats only when told to, like the next ones. */
    static BeatingAgent silent(URI... gateways) throws Exception {
        return silent(
                HEARTBEAT, Arrays.stream(gateways).map(url -> link(url, null)).toArray(GatewayLink[]::new));
    }

    static BeatingAgent silent(GatewayLink gateway) throws Exception {
        return silent(HEARTBEAT, gateway);
    }

    /** Its config says {@code heartbeat}. */
    static BeatingAgent silent(Duration heartbeat, GatewayLink... gateways) throws Exception {
        return new BeatingAgent(heartbeat, NEVER, List.of(gateways));
    }

    static BeatingAgent every(Duration heartbeat, URI... gateways) throws Exception {
        return new BeatingAgent(
                heartbeat,
                heartbeat,
                Arrays.stream(gateways).map(url -> link(url, null)).toList());
    }

    static GatewayLink link(URI url, String key) {
        return new GatewayLink(UpstreamUrl.parse(url.toString()), key == null ? null : new Secret(key));
    }

    static Offer role(String name, OfferState state) {
        Offer role = Offer.named(name);
        return new Offer(
                name,
                null,
                null,
                state,
                null,
                role.slots(),
                role.slotsBusy(),
                role.contextLength(),
                role.progress(),
                null);
    }

    static ObjectNode gpus(int count) {
        return JsonNodeFactory.instance.objectNode().put("gpu_count", count);
    }

    DefaultCamelContext context() {
        return context;
    }

    BeatAtOnce beats() {
        return beats;
    }

    /** From now on the node offers these, and nobody is told yet. */
    void offers(Offer... offers) {
        report = new NodeReport(List.of(offers), report.inventory());
    }

    void inventory(ObjectNode inventory) {
        report = new NodeReport(report.offers(), inventory);
    }

    /** Tells all gateways and waits until each has been told, or could not be. */
    void beat() throws Exception {
        beats.tellAll().get(SOON.toMillis(), TimeUnit.MILLISECONDS);
    }

    void leave() throws InterruptedException {
        last.tell(beats);
    }

    @Override
    public void close() {
        beats.close();
        context.stop();
        blocking.shutdownNow();
    }

    private void bindSteps(List<ToldGateway> gateways) {
        NodeIdentity node = new NodeIdentity(NODE, Set.of(), () -> UpstreamUrl.parse(ADDRESS.toString()), 1_000);
        Registry registry = context.getRegistry();
        registry.bind("beatAtOnce", beats);
        registry.bind("recallGateway", new RecallGateway(gateways));
        registry.bind("composeBeat", new ComposeBeat(node, last));
        registry.bind("noteBeat", new NoteBeat());
        registry.bind("composeRegistration", new ComposeRegistration(node, last));
        registry.bind("noteRegistration", new NoteRegistration(node, heartbeat));
        registry.bind("noteSilence", new NoteSilence());
    }

    private void addRoutes(List<ToldGateway> gateways, BeatTimes times) {
        for (ToldGateway gateway : gateways) {
            TemplatedRouteBuilder.builder(context, "beat-gateway")
                    .routeId("beat-gateway-" + gateway.name())
                    .parameter("gateway", gateway.name())
                    .add();
            TemplatedRouteBuilder.builder(context, "beat")
                    .routeId("beat-" + gateway.name())
                    .parameter("gateway", gateway.name())
                    .parameter("period", times.periodMillis())
                    .parameter("first-delay", times.firstDelayMillis())
                    .add();
        }
    }
}
