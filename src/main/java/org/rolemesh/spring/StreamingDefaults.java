package org.rolemesh.spring;

import java.util.Map;
import org.rolemesh.runtime.EmbeddedSettings;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * A servlet container ends an answer after some 30 seconds, whatever still comes; here the gateway's own limits end it.
 * What the application says itself goes before this.
 */
public final class StreamingDefaults implements EnvironmentPostProcessor {
    private static final Map<String, Object> DEFAULTS = Map.of("spring.mvc.async.request-timeout", "-1");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.containsProperty(EmbeddedSettings.CONFIG)) {
            environment.getPropertySources().addLast(new MapPropertySource("rolemesh", DEFAULTS));
        }
    }
}
