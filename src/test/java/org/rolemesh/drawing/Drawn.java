package org.rolemesh.drawing;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** The flow chart of routes that a test writes. */
record Drawn(Graph graph) {
    static Drawn of(String yaml) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext(false)) {
            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("own/mine.camel.yaml", yaml));
            return new Drawn(FlowChart.of(context));
        }
    }

    /** Of the route {@code start}, which a timer begins. */
    static Drawn ofSteps(String steps) throws Exception {
        return of("""
                - route:
                    id: start
                    from:
                      uri: timer:start?period=1000
                      steps:
                """ + steps.indent(8));
    }

    Drawn only(Part part) {
        return new Drawn(graph.only(part));
    }

    /** Each arrow as {@code FROM kind LABEL TO}, boxes by what is in them. */
    List<String> arrows() {
        Map<String, Box> boxes = graph.boxes().stream().collect(Collectors.toMap(Box::id, Function.identity()));
        return graph.arrows().stream()
                .map(arrow -> "%s %s %s"
                        .formatted(
                                text(boxes.get(arrow.from())),
                                (arrow.kind().name().toLowerCase(Locale.ROOT) + " " + arrow.label()).strip(),
                                text(boxes.get(arrow.to()))))
                .toList();
    }

    List<String> boxes() {
        return graph.boxes().stream().map(Drawn::text).toList();
    }

    private static String text(Box box) {
        String lines = String.join(" ", box.lines());
        return "[" + (box.title() + " " + lines.replace('\u2003', ' ')).strip() + "]";
    }
}
