package org.rolemesh.runtime;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.HostnameVerifier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.SimpleMain;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.hc.client5.http.socket.ConnectionSocketFactory;
import org.apache.hc.client5.http.socket.PlainConnectionSocketFactory;
import org.apache.hc.client5.http.ssl.SSLConnectionSocketFactory;
import org.apache.hc.core5.http.config.Registry;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.rolemesh.config.Fault;
import org.rolemesh.http.AnswerHeaders;
import org.rolemesh.http.HttpFrontEngine;
import org.rolemesh.openai.ModelRequest;
import org.rolemesh.routecheck.RouteFile;
import org.rolemesh.routecheck.RouteReview;
import org.rolemesh.routecheck.Surroundings;
import org.rolemesh.tls.Credentials;
import org.rolemesh.upstream.FirstAnswer;
import org.rolemesh.upstream.UpstreamComponent;
import org.rolemesh.upstream.UpstreamServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Camel context: routes, and by their names the beans and components that they use. */
final class RoutesContext {
    private static final Logger LOG = LoggerFactory.getLogger(RoutesContext.class);

    private final CamelContext context = new DefaultCamelContext();
    private final SimpleMain main = new SimpleMain(context);
    private final List<String> files;
    private final Set<String> beans;

    /**
     * @param files as {@link RouteFiles} finds them
     * @param properties what the routes name in double braces
     * @param beans by the names that the routes have for them
     * @param tls for what its steps ask by https
     */
    RoutesContext(
            String name,
            List<String> files,
            Map<String, String> properties,
            Map<String, Object> beans,
            UpstreamServices upstreams,
            HttpFrontEngine engine,
            Credentials tls) {
        this.files = files;
        this.beans = new HashSet<>(beans.keySet());
        main.configure()
                .withRoutesIncludePattern(String.join(",", files))
                .withName(name)
                .withAutoConfigurationEnabled(false)
                .withJmxEnabled(false)
                .withShutdownTimeout(1);
        // A fault of a route is reported with its file and line.
        context.setSourceLocationEnabled(true);
        // It is no stream, which Camel would find out anew in each route, by a search for a converter.
        context.getStreamCachingStrategy().setDenyClasses(ModelRequest.class);
        // What a step called log says is the owner's, and shown as the gateway's own lines are.
        context.getGlobalOptions().put(Exchange.LOG_EIP_NAME, "org.rolemesh.route.${routeId}");
        Properties overriding = new Properties();
        overriding.putAll(properties);
        main.setOverrideProperties(overriding);
        beans.forEach(context.getRegistry()::bind);
        // Each use of it in a route has targets of its own.
        context.getRegistry().bindAsPrototype("firstAnswer", FirstAnswer.class, FirstAnswer::new);
        expect("firstAnswer");
        context.getRegistry().bind("upstream-component", new UpstreamComponent(context, upstreams));
        PlatformHttpComponent http = new PlatformHttpComponent(context);
        http.setEngine(engine);
        http.setHeaderFilterStrategy(new AnswerHeaders());
        context.getRegistry().bind("platform-http-component", http);
        context.getRegistry().bind("http-component", asksOnce(context, tls));
    }

    static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(Math.max(1, Runtime.getRuntime().availableProcessors()))
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    }

    /** Makes every route, which shows most of their faults, and starts none; {@link #start} comes next. */
    void prepare() {
        main.init();
    }

    void start() {
        main.start();
    }

    /** Builds every route, so that all its faults show, and lets none begin; they cannot be started then. */
    void build() {
        main.configure().setAutoStartup(false);
        main.start();
    }

    /**
     * Lets the routes that nobody calls, those of timers, files and the like, begin nothing more; what runs goes on. They
     * are suspended: stopping would interrupt what they have begun in their own threads.
     */
    void pauseSources() {
        sources().forEach(route -> tryTo(ServiceHelper::suspendService, route));
    }

    /** Lets them go on. */
    void resumeSources() {
        sources().forEach(route -> tryTo(ServiceHelper::resumeService, route));
    }

    private List<Route> sources() {
        return context.getRoutes().stream()
                .filter(RoutesContext::beginsByItself)
                .toList();
    }

    private static boolean beginsByItself(Route route) {
        String from = route.getEndpoint().getEndpointUri();
        return !from.startsWith("direct:") && !from.startsWith("platform-http:") && !from.startsWith("seda:");
    }

    private static void tryTo(Consumer<Object> change, Route route) {
        try {
            change.accept(route.getConsumer());
        } catch (RuntimeException e) {
            LOG.warn(
                    "the source of a route could not be paused or resumed route={} reason=\"{}\"",
                    route.getRouteId(),
                    e.toString());
        }
    }

    /** Whether nothing is under way in any of its routes, or waits in one for its turn. */
    boolean isIdle() {
        return context.getInflightRepository().size() == 0
                && context.getRoutes().stream().noneMatch(RoutesContext::hasPending);
    }

    /** Queues and wire taps hold exchanges that no route has begun with. */
    private static boolean hasPending(Route route) {
        return Stream.concat(Stream.of(route.getConsumer()), route.filter("*").stream())
                .filter(ShutdownAware.class::isInstance)
                .anyMatch(each -> ((ShutdownAware) each).getPendingExchangesSize() > 0);
    }

    /** What a failure to start or build comes from. */
    Fault faultOf(RuntimeException failure, Path routes) {
        return RouteFault.of(failure, context, routes);
    }

    /**
     * What the route files say, for whoever looks for faults in them; comes after an attempt to build them.
     *
     * @param routes the user's folder
     * @param aliases those of the config; empty where it has none
     * @param variables those that the program sets
     */
    RouteReview review(Path routes, Optional<Set<String>> aliases, Collection<String> variables) {
        List<RouteFile> texts = RouteTexts.read(context, files, routes);
        return new RouteReview(texts, new Surroundings(routes.toString(), context, beans, aliases, variables));
    }

    /** Adds the routes of a template; comes after {@link #start} or {@link #build}. */
    void add(String template, Map<String, Object> parameters) {
        try {
            TemplatedRouteBuilder.builder(context, template)
                    .routeId(template + "-" + String.join("-", names(parameters)))
                    .parameters(parameters)
                    .add();
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }

    private static List<String> names(Map<String, Object> parameters) {
        return parameters.values().stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    /** Says that routes may name a bean which is bound in another way, or later. */
    void expect(String name) {
        beans.add(name);
    }

    /** Comes before the routes that name it. */
    void bind(String name, Object bean) {
        context.getRegistry().bind(name, bean);
    }

    ProducerTemplate template() {
        return context.createProducerTemplate();
    }

    void stop() {
        main.stop();
    }

    /**
     * Apache's client asks again after a second where it is told 503, which is what a loading backend says. And it would send
     * with one request the cookies that came with another; without them, it need not know whose each domain of the world is.
     */
    static HttpComponent asksOnce(CamelContext context, Credentials tls) {
        HttpComponent http = new OwnTls(tls);
        http.setCamelContext(context);
        http.setHttpClientConfigurer(client ->
                client.disableAutomaticRetries().disableCookieManagement().setDefaultCookieSpecRegistry(name -> null));
        return http;
    }

    /**
     * Goes by the certificates of now where a route names none of its own. As a setting of the component they would make
     * it speak TLS to addresses that begin with {@code http} too.
     */
    private static final class OwnTls extends HttpComponent {
        private final Credentials credentials;

        private OwnTls(Credentials credentials) {
            this.credentials = credentials;
        }

        @Override
        @SuppressWarnings("deprecation")
        protected Registry<ConnectionSocketFactory> createConnectionRegistry(
                HostnameVerifier verifier, SSLContextParameters ofRoute, boolean useSystemProperties)
                throws GeneralSecurityException, IOException {
            if (ofRoute != null) {
                return super.createConnectionRegistry(verifier, ofRoute, useSystemProperties);
            }
            return RegistryBuilder.<ConnectionSocketFactory>create()
                    .register("http", PlainConnectionSocketFactory.getSocketFactory())
                    .register("https", new SSLConnectionSocketFactory(credentials.clientContext(), verifier))
                    .build();
        }
    }
}
