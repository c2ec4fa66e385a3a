package org.rolemesh.runtimes;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.main.Main;
import org.rolemesh.docs.RuntimesPage;
import org.rolemesh.runtime.EmbeddedGateway;

/** Camel's own main with the properties file of docs/RUNTIMES.md, and nothing else. */
class CamelMainTest extends EveryRuntime {
    private final Main main = new Main();

    @Override
    protected URI start(Path config) throws Exception {
        String properties = RuntimesPage.properties()
                .replace("configs/models.yaml", config.toString())
                .replace("rolemesh.port = 8000", "rolemesh.port = 0");
        Path file = Files.writeString(config.resolveSibling("application.properties"), properties);
        main.setPropertyPlaceholderLocations("file:" + file);
        main.start();
        EmbeddedGateway gateway = main.getCamelContext().getRegistry().findSingleByType(EmbeddedGateway.class);
        return URI.create("http://127.0.0.1:" + gateway.port());
    }

    @Override
    protected void stop() {
        main.stop();
    }
}
