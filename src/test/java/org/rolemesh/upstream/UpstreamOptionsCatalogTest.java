package org.rolemesh.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.junit.jupiter.api.Test;

/** Camel's tools, and the check of routes, know the component by its catalog file, which is written by hand. */
class UpstreamOptionsCatalogTest {
    private static final String CATALOG = "/META-INF/org/rolemesh/upstream/upstream.json";
    /** Those that every endpoint of Camel has. */
    private static final String INHERITED = "lazyStartProducer";

    @Test
    void the_catalog_has_the_options_of_the_endpoint_as_the_endpoint_says_them() throws IOException {
        Map<String, String> said = new TreeMap<>();
        catalog().path("properties").properties().forEach(option -> {
            if (!option.getKey().equals(INHERITED)) {
                said.put(option.getKey(), words(option.getValue()));
            }
        });

        assertThat(said).isEqualTo(declared());
    }

    @Test
    void the_catalog_names_the_component() throws IOException {
        JsonNode component = catalog().path("component");

        assertThat(component.path("javaType").asText()).isEqualTo(UpstreamComponent.class.getName());
        assertThat(component.path("producerOnly").asBoolean()).isTrue();
    }

    private static Map<String, String> declared() {
        Map<String, String> declared = new TreeMap<>();
        Stream.of(UpstreamEndpoint.class.getDeclaredFields()).forEach(field -> {
            UriPath path = field.getAnnotation(UriPath.class);
            UriParam param = field.getAnnotation(UriParam.class);
            if (path != null) {
                declared.put(field.getName(), "path " + field.getType().getName() + " [] " + path.description());
            } else if (param != null) {
                String type = param.javaType().isEmpty() ? field.getType().getName() : param.javaType();
                String choices = "[" + param.enums().replace(",", ", ") + "]";
                declared.put(field.getName(), "parameter " + type + " " + choices + " " + param.description());
            }
        });
        return declared;
    }

    private static String words(JsonNode option) {
        StringBuilder choices = new StringBuilder();
        option.path("enum")
                .forEach(choice -> choices.append(choices.isEmpty() ? "" : ", ").append(choice.asText()));
        return option.path("kind").asText() + " " + option.path("javaType").asText() + " [" + choices + "] "
                + option.path("description").asText();
    }

    private static JsonNode catalog() throws IOException {
        try (InputStream in = UpstreamEndpoint.class.getResourceAsStream(CATALOG)) {
            return new ObjectMapper().readTree(in);
        }
    }
}
