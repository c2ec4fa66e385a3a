package org.rolemesh.runtimes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.runtime.EmbeddedGateway;
import org.rolemesh.testing.TestAuthority;
import org.rolemesh.testing.TestCertificate;

/** What a runtime's own properties say of the gateway in it. */
class EmbeddedSettingsTest {
    @TempDir
    private Path folder;

    @Test
    void a_context_without_the_property_is_none_of_the_gateway_s() {
        Main main = main(new Properties());

        main.start();

        assertThat(main.getCamelContext().getRegistry().findSingleByType(EmbeddedGateway.class))
                .isNull();
        main.stop();
    }

    @Test
    void a_fault_of_the_config_keeps_the_runtime_from_starting() throws Exception {
        Path config = Files.writeString(folder.resolve("models.yaml"), "version: 1\nmodel: {}\n");

        assertThatThrownBy(main(settings(config))::start).hasStackTraceContaining("models.yaml:2");
    }

    @Test
    void a_port_that_is_none_keeps_it_too() throws Exception {
        Properties settings = settings(Files.writeString(folder.resolve("models.yaml"), "version: 1\n"));
        settings.setProperty("rolemesh.port", "http");

        assertThatThrownBy(main(settings)::start).hasStackTraceContaining("rolemesh.port is not a port");
    }

    @Test
    void without_keys_it_listens_on_loopback_only() throws Exception {
        Properties settings = settings(Files.writeString(folder.resolve("models.yaml"), "version: 1\n"));
        settings.setProperty("rolemesh.port", "0");
        settings.setProperty("rolemesh.host", "0.0.0.0");

        assertThatThrownBy(main(settings)::start)
                .hasStackTraceContaining("rolemesh.host 0.0.0.0 is open to the network");
    }

    @Test
    void tls_is_not_left_to_an_http_server_that_knows_nothing_of_it() throws Exception {
        TestCertificate own = TestAuthority.mesh().issue(folder, "gateway");
        Path config = Files.writeString(folder.resolve("models.yaml"), "version: 1\ntls: {" + own.yaml() + "}\n");

        assertThatThrownBy(main(settings(config))::start)
                .hasStackTraceContaining("tls, which is for a port of the gateway's own; set rolemesh.port");
    }

    private static Properties settings(Path config) {
        Properties settings = new Properties();
        settings.setProperty("rolemesh.config", config.toString());
        return settings;
    }

    private static Main main(Properties settings) {
        Main main = new Main();
        main.setOverrideProperties(settings);
        return main;
    }
}
