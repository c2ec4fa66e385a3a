package org.rolemesh.spring;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;
import org.apache.camel.spi.EndpointStrategy;
import org.rolemesh.runtime.EmbeddedGateway;
import org.rolemesh.runtime.EmbeddedSettings;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Makes a Spring Boot application with Camel a gateway, where {@code rolemesh.config} names its config file. The steps
 * that the routes name are bound in the Camel context when that starts; see {@code GatewayPlugin}.
 */
@AutoConfiguration(
        beforeName = {
            "org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.metrics.export.prometheus.PrometheusMetricsExportAutoConfiguration"
        })
@ConditionalOnClass(name = "org.apache.camel.spring.boot.CamelAutoConfiguration")
@ConditionalOnProperty(EmbeddedSettings.CONFIG)
public class RoleMeshAutoConfiguration {

    /** Spring closes it after it has stopped the Camel context. */
    @Bean(destroyMethod = "close")
    EmbeddedGateway rolemeshGateway(Environment environment) throws Exception {
        return EmbeddedGateway.create(
                EmbeddedSettings.read(environment::getProperty).orElseThrow());
    }

    /** How Camel's front doors are served by Spring's servlet container. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(SpringBootPlatformHttpEngine.class)
    static class Front {
        private static final String OUR_PATHS = "/v1/";

        /**
         * Camel's engine with threads of ours: each stream holds one for as long as it lasts, and of Spring's own there are
         * eight.
         */
        @Bean("platform-http-engine")
        @ConditionalOnMissingBean(PlatformHttpEngine.class)
        PlatformHttpEngine platformHttpEngine(Environment environment, EmbeddedGateway gateway) {
            int port = environment.getProperty("server.port", Integer.class, 8080);
            return new SpringBootPlatformHttpEngine(port, gateway.threads());
        }

        /** Bodies come as the bytes that they are; read as text, bytes that are not UTF-8 would pass unnoticed. */
        @Bean
        EndpointStrategy rolemeshBodies() {
            return (uri, endpoint) -> {
                if (endpoint instanceof PlatformHttpEndpoint door
                        && door.getPath().startsWith(OUR_PATHS)) {
                    door.setUseStreaming(true);
                }
                return endpoint;
            };
        }
    }

    /** What the gateway measures is in the actuator, and what the application measures in the gateway's own metrics. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(
            name =
                    "org.springframework.boot.actuate.autoconfigure.metrics.export.prometheus.PrometheusMetricsExportAutoConfiguration")
    @ConditionalOnMissingBean({PrometheusMeterRegistry.class, PrometheusRegistry.class})
    static class Meters {
        @Bean
        PrometheusMeterRegistry rolemeshMeterRegistry(EmbeddedGateway gateway) {
            return gateway.meters();
        }

        @Bean
        PrometheusRegistry rolemeshPrometheusRegistry(PrometheusMeterRegistry rolemeshMeterRegistry) {
            return rolemeshMeterRegistry.getPrometheusRegistry();
        }
    }
}
