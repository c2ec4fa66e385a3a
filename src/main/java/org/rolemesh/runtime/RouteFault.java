package org.rolemesh.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.rolemesh.config.Fault;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Says where in which route file a failure to build the routes comes from, and how to mend it. */
final class RouteFault {
    private static final String FILE_SCHEME = "file:";
    /** What Camel says of a step that wants one. */
    private static final String NO_EXPRESSION = "Unsupported definition: null";

    private RouteFault() {}

    /** @param context the context whose routes failed, with source locations on */
    static Fault of(Throwable failure, CamelContext context, Path routes) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYamlEngineException yaml) {
                return ofYaml(yaml, routes);
            }
            if (cause instanceof FailedToCreateRouteException route) {
                return ofRoute(route, (ModelCamelContext) context, routes);
            }
        }
        return new Fault(routes.toString(), 1, 1, firstLine(failure.getMessage()));
    }

    private static Fault ofYaml(MarkedYamlEngineException failure, Path routes) {
        Optional<Mark> mark = failure.getProblemMark().or(failure::getContextMark);
        String problem = failure.getProblem() == null ? firstLine(failure.getMessage()) : failure.getProblem();
        String what = problem + "; Camel's YAML DSL does not know it here, or its indentation is off";
        return mark.map(at -> new Fault(fileOf(at.getName()), at.getLine() + 1, at.getColumn() + 1, what))
                .orElseGet(() -> new Fault(routes.toString(), 1, 1, what));
    }

    private static Fault ofRoute(FailedToCreateRouteException failure, ModelCamelContext context, Path routes) {
        String what = remedy(failure.getCause() == null ? failure : failure.getCause());
        RouteDefinition route = context.getRouteDefinition(failure.getRouteId());
        if (route == null) {
            return new Fault(routes.toString(), 1, 1, what);
        }
        ProcessorDefinition<?> at = stepNamedIn(failure.getMessage(), route);
        String file = at.getLocation() == null ? routes.toString() : fileOf(at.getLocation());
        return new Fault(file, Math.max(1, at.getLineNumber() + 1), 1, "route " + route.getRouteId() + ": " + what);
    }

    /** Camel names the step that failed only in its message, by the text that the step has. */
    private static ProcessorDefinition<?> stepNamedIn(String message, RouteDefinition route) {
        for (ProcessorDefinition<?> step : stepsOf(route)) {
            if (message.contains(">>> " + step + " <<<")) {
                return step;
            }
        }
        return route;
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static List<ProcessorDefinition<?>> stepsOf(RouteDefinition route) {
        return (List) List.copyOf(
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class));
    }

    private static String remedy(Throwable cause) {
        if (cause instanceof NoSuchBeanException bean) {
            return "there is no step called " + bean.getName() + "; docs/ARCHITECTURE.md lists those there are";
        }
        if (cause instanceof NoSuchLanguageException language) {
            return "the language " + language.getLanguage() + " is not on board; use simple, constant or variable";
        }
        if (cause instanceof NoSuchEndpointException endpoint) {
            return "no component answers to " + endpoint.getUri()
                    + "; is it spelt right, and its jar on the class path?";
        }
        if (cause instanceof ClassNotFoundException) {
            return "there is no class " + cause.getMessage() + "; is it spelt right, and its jar on the class path?";
        }
        String message = firstLine(cause.getMessage());
        return NO_EXPRESSION.equals(message)
                ? "it has no expression; add one, as in simple: {expression: \"${variable.alias}\"}"
                : message;
    }

    private static String fileOf(String location) {
        return location.startsWith(FILE_SCHEME) ? location.substring(FILE_SCHEME.length()) : location;
    }

    private static String firstLine(String message) {
        return message == null
                ? "the routes cannot be built"
                : message.lines().findFirst().orElse(message);
    }
}
