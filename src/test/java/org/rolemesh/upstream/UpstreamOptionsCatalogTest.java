package org.rolemesh.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.Test;

/** Camel knows the component by what its Maven plugin has made of it: the files are as the endpoint is. */
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

    @Test
    void the_generated_configurer_sets_each_option() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            context.build();
            PropertyConfigurer configurer =
                    PluginHelper.getConfigurerResolver(context).resolvePropertyConfigurer("upstream-endpoint", context);

            assertThat(configurer).isInstanceOf(PropertyConfigurerGetter.class);
            assertThat(options()).isNotEmpty().allSatisfy(option -> assertThat(
                            ((PropertyConfigurerGetter) configurer).getOptionType(option.getName(), false))
                    .as(option.getName())
                    .isEqualTo(option.getType()));
        }
    }

    @Test
    void the_generated_uri_factory_knows_each_option() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            context.build();

            assertThat(context.getCamelContextExtension()
                            .getEndpointUriFactory("upstream")
                            .propertyNames())
                    .contains("alias")
                    .containsAll(options().stream().map(Field::getName).toList());
        }
    }

    @Test
    void camel_finds_the_component_by_its_name() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            assertThat(context.getComponent("upstream")).isInstanceOf(UpstreamComponent.class);
            assertThatThrownBy(() -> context.getEndpoint("upstream:planner"))
                    .hasStackTraceContaining("set the property rolemesh.config");
        }
    }

    private static List<Field> options() {
        return Stream.of(UpstreamEndpoint.class.getDeclaredFields())
                .filter(field -> field.isAnnotationPresent(UriParam.class))
                .toList();
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
