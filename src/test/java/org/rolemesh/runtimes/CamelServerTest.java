package org.rolemesh.runtimes;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.rolemesh.docs.RuntimesPage;

/** Camel's own main with Camel's own HTTP server, the one that {@code camel.server.enabled} starts. */
class CamelServerTest extends EveryRuntime {
    private final Main main = new Main();
    private VertxPlatformHttpServer server;

    @Override
    protected URI start(Path config) throws Exception {
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost("127.0.0.1");
        configuration.setBindPort(0);
        server = new VertxPlatformHttpServer(configuration);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport starting) {
                try {
                    starting.getCamelContext().addService(server, true, true);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        String properties = RuntimesPage.properties()
                .replace("configs/models.yaml", config.toString())
                .replace("rolemesh.port = 8000", "");
        Path file = Files.writeString(config.resolveSibling("application.properties"), properties);
        main.setPropertyPlaceholderLocations("file:" + file);
        main.start();
        return URI.create("http://127.0.0.1:" + server.getServer().actualPort());
    }

    @Override
    protected void stop() {
        main.stop();
    }
}
