package org.rolemesh.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.rolemesh.drawing.FlowChart;
import org.rolemesh.drawing.Graph;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A designer reads a route file as data and writes the data down again, in an order of its own; only comments are lost. */
class RouteRoundTripTest {
    @Test
    void files_that_were_read_and_written_again_say_and_do_the_same() throws Exception {
        Map<Path, String> written = new LinkedHashMap<>();
        Map<Path, String> again = new LinkedHashMap<>();
        for (Path file : RouteFilesTest.files()) {
            String yaml = Files.readString(file);
            written.put(file, yaml);
            again.put(file, rewritten(yaml));
            assertThat(RouteYaml.parse(file.toString(), again.get(file)).said())
                    .containsExactlyInAnyOrderEntriesOf(
                            RouteYaml.parse(file.toString(), yaml).said());
        }

        Model model = model(again);

        assertThat(again).isNotEqualTo(written);
        assertThat(model.routes()).containsExactlyElementsOf(model(written).routes());
        assertThat(model).isEqualTo(model(written));
    }

    private static String rewritten(String yaml) {
        Object data = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return new Dump(DumpSettings.builder().build()).dumpToString(sorted(data));
    }

    private static Object sorted(Object data) {
        if (data instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, value) -> sorted.put((String) key, sorted(value)));
            return sorted;
        }
        return data instanceof List<?> list
                ? list.stream().map(RouteRoundTripTest::sorted).toList()
                : data;
    }

    /** What Camel makes of files: all their steps as Camel writes them, and the drawing of their flow. */
    private record Model(List<String> routes, Graph drawing) {}

    private static Model model(Map<Path, String> files) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext(false)) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(files.entrySet().stream()
                            .map(file -> ResourceHelper.fromString(file.getKey().toString(), file.getValue()))
                            .toList());
            Stream<RouteDefinition> ofTemplates =
                    context.getRouteTemplateDefinitions().stream().map(RouteTemplateDefinition::getRoute);
            List<String> routes = Stream.concat(context.getRouteDefinitions().stream(), ofTemplates)
                    .map(route -> route.toString().replaceAll("@[0-9a-f]+", ""))
                    .toList();
            return new Model(routes, FlowChart.of(context));
        }
    }
}
