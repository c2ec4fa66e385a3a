package org.rolemesh.runtime;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.SimpleMain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.rolemesh.config.Fault;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.config.ProbeConfig;
import org.rolemesh.http.HttpFrontEngine;

/** The Camel context of a gateway: its routes, and by their names the beans and components that they use. */
final class GatewayContext {
    private final CamelContext context = new DefaultCamelContext();
    private final SimpleMain main = new SimpleMain(context);

    GatewayContext(GatewayConfig config, Path routes, GatewayBeans beans, HttpFrontEngine engine) {
        main.configure()
                .withRoutesIncludePattern(String.join(",", RouteFiles.ofGateway(routes)))
                .withName("rolemesh")
                .withAutoConfigurationEnabled(false)
                .withJmxEnabled(false)
                .withShutdownTimeout(1);
        // A fault of a route is reported with its file and line.
        context.setSourceLocationEnabled(true);
        main.setOverrideProperties(properties(config.probe()));
        beans.steps().forEach(context.getRegistry()::bind);
        context.getRegistry().bind("upstream-component", beans.upstreamComponent(context));
        PlatformHttpComponent http = new PlatformHttpComponent(context);
        http.setEngine(engine);
        context.getRegistry().bind("platform-http-component", http);
        context.getRegistry().bind("http-component", asksOnce(context));
    }

    static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(Math.max(1, Runtime.getRuntime().availableProcessors()))
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    }

    void start() {
        main.start();
    }

    /** Builds every route, so that its faults show, and starts none. */
    void build() {
        main.configure().setAutoStartup(false);
        main.start();
    }

    /** What a failure to start or build comes from. */
    Fault faultOf(RuntimeException failure, Path routes) {
        return RouteFault.of(failure, context, routes);
    }

    void stop() {
        main.stop();
    }

    /** Apache's client asks again after a second where it is told 503, which is what a loading backend says. */
    private static HttpComponent asksOnce(CamelContext context) {
        HttpComponent http = new HttpComponent();
        http.setCamelContext(context);
        http.setHttpClientConfigurer(HttpClientBuilder::disableAutomaticRetries);
        return http;
    }

    private static Properties properties(ProbeConfig probe) {
        Properties properties = new Properties();
        properties.setProperty(
                "rolemesh.probe.interval-ms", Long.toString(probe.interval().toMillis()));
        properties.setProperty(
                "rolemesh.probe.timeout-ms", Long.toString(probe.timeout().toMillis()));
        return properties;
    }
}
