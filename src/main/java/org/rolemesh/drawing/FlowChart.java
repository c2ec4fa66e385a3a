package org.rolemesh.drawing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OnCompletionDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.RouteTemplateParameterDefinition;
import org.rolemesh.drawing.Arrow.Kind;
import org.rolemesh.drawing.Box.Shape;
import org.rolemesh.drawing.Sketch.End;

/** The flow chart of all routes, and templates of routes, that a context has been given; it need not be started. */
public final class FlowChart {
    private final Sketch sketch = new Sketch();
    private final List<Head> heads = new ArrayList<>();
    private final Map<OnExceptionDefinition, String> handlers = new HashMap<>();

    /** The first box of a route. */
    private record Head(String box, Origin origin, RouteDefinition route) {}

    private FlowChart() {}

    /** Box by box what leads to an upstream; of every other route a box with all its steps. */
    public static Graph of(ModelCamelContext context) {
        Graph inDetail = draw(context, any -> true);
        Set<String> requests = inDetail.requests();
        return requests.isEmpty() ? inDetail : draw(context, requests::contains);
    }

    private static Graph draw(ModelCamelContext context, Predicate<String> inDetail) {
        FlowChart chart = new FlowChart();
        context.getRouteDefinitions().forEach(chart::begin);
        context.getRouteTemplateDefinitions().forEach(chart::begin);
        context.getRouteConfigurationDefinitions().forEach(chart::handle);
        for (Head head : chart.heads) {
            if (inDetail.test(head.box())) {
                new Walk(chart.sketch, head.origin())
                        .through(head.route().getOutputs(), List.of(End.of(head.box())), true);
            } else {
                new Outline(chart.sketch, head.box()).write(head.route().getOutputs());
            }
            head.route().getOutputs().forEach(scoped -> chart.drawScoped(scoped, head));
        }
        chart.addTriggers();
        return chart.sketch.graph();
    }

    private void begin(RouteDefinition route) {
        String name = route.getRouteId() == null ? "route" : route.getRouteId();
        begin(Origin.of(name, route.getResource()), name, route);
    }

    private void begin(RouteTemplateDefinition template) {
        String parameters = template.getTemplateParameters().stream()
                .map(RouteTemplateParameterDefinition::getName)
                .collect(Collectors.joining(", "));
        String title = template.getId() + " (template: " + parameters + ")";
        begin(Origin.of(template.getId(), template.getResource()), title, template.getRoute());
    }

    private void begin(Origin origin, String title, RouteDefinition route) {
        String uri = route.getInput().getEndpointUri();
        List<String> about = Words.described(route.getDescriptionText()).stream()
                .filter(text -> !text.equals(Uris.trigger(uri)))
                .toList();
        String box = sketch.add(origin, Shape.STEPS, title, about);
        heads.add(new Head(box, origin, route));
        sketch.enter(Uris.plain(uri), box);
    }

    /** What is done with the failures of all routes that are configured so. */
    private void handle(RouteConfigurationDefinition configuration) {
        String name = configuration.getId() == null ? "failures" : configuration.getId();
        for (OnExceptionDefinition handler : configuration.getOnExceptions()) {
            Origin origin = Origin.of(name, handler.getLocation());
            List<String> about = new ArrayList<>(Words.described(configuration.getDescriptionText()));
            about.add(Words.failure(handler, handler.getExceptions()));
            String box = sketch.add(origin, Shape.STEPS, name, about);
            handlers.put(handler, box);
            new Walk(sketch, origin).through(handler.getOutputs(), List.of(End.of(box)), true);
        }
    }

    /** What Camel puts before the steps of a route: what happens when it fails, and at its end. */
    private void drawScoped(ProcessorDefinition<?> scoped, Head head) {
        if (handlers.containsKey(scoped)) {
            sketch.arrow(head.box(), handlers.get(scoped), Kind.FAILURE, "fails");
        } else if (scoped instanceof OnExceptionDefinition handler) {
            String failure = Words.failure(handler, handler.getExceptions());
            End end = new End(head.box(), Kind.FAILURE, failure);
            new Walk(sketch, head.origin()).through(handler.getOutputs(), List.of(end), true);
        } else if (scoped instanceof OnCompletionDefinition completion) {
            End end = new End(head.box(), Kind.ASIDE, "at the end");
            new Walk(sketch, head.origin()).through(completion.getOutputs(), List.of(end), true);
        }
    }

    /** A route that another one calls has no trigger of its own. */
    private void addTriggers() {
        Set<String> called = sketch.graph().arrows().stream().map(Arrow::to).collect(Collectors.toSet());
        for (Head head : heads) {
            if (!called.contains(head.box())) {
                String trigger = Uris.trigger(head.route().getInput().getEndpointUri());
                String box = sketch.add(head.origin(), Shape.TRIGGER, "", List.of(trigger));
                sketch.arrow(box, head.box(), Kind.ON, "");
            }
        }
    }
}
