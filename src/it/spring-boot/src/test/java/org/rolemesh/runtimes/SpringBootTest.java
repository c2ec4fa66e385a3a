package org.rolemesh.runtimes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.rolemesh.it.Application;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Camel Spring Boot on its servlet container, with its application.yaml. */
class SpringBootTest extends EveryRuntime {
    private ConfigurableApplicationContext application;

    @Override
    protected URI start(Path config) {
        String routes = ROUTE_FOLDERS.stream()
                .map(folder -> "file:../../../routes/" + folder + "/*.camel.yaml")
                .collect(Collectors.joining(","));
        application = SpringApplication.run(
                Application.class,
                "--server.port=0",
                "--rolemesh.config=" + config,
                "--camel.main.routes-include-pattern=" + routes,
                "--management.endpoint.health.show-details=always",
                "--camel.health.exposure-level=full");
        return URI.create("http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port"));
    }

    @Override
    protected void stop() {
        application.close();
    }

    @Test
    void its_actuator_tells_how_the_default_role_is() throws Exception {
        assertThat(get("/actuator/health").body()).contains("\"rolemesh\":\"UP\"");
    }

    @Test
    void its_actuator_has_the_gateway_s_metrics_beside_its_own() throws Exception {
        a_request_is_counted();

        awaitBody("/actuator/prometheus", Pattern.compile("rolemesh_requests_total\\{"));
        assertThat(get("/actuator/prometheus").body()).contains("rolemesh_alias_", "jvm_memory_used_bytes");
    }
}
