package org.rolemesh.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.ExpressionSubElementDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ThrottleDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.language.ExpressionDefinition;

/**
 * Tells whether a route may block its thread. Only steps that are known not to block are trusted with an event loop:
 * anything else (a file, a queue, an HTTP call, a circuit breaker, a processor not marked {@link NonBlocking}) sends the
 * whole route to a thread of its own.
 */
final class BlockingSteps {
    private static final Set<String> HARMLESS_STEPS = Set.of(
            "choice",
            "when",
            "otherwise",
            "filter",
            "pipeline",
            "step",
            "stop",
            "log",
            "onCompletion",
            "loadBalance",
            "failover",
            "doTry",
            "doCatch",
            "doFinally",
            "onException",
            "onFallback",
            "throwException",
            "setBody",
            "setHeader",
            "setHeaders",
            "setProperty",
            "setVariable",
            "setVariables",
            "removeHeader",
            "removeHeaders",
            "removeProperty",
            "removeVariable",
            "transform",
            "validate");
    private static final Set<String> HARMLESS_LANGUAGES =
            Set.of("simple", "constant", "variable", "header", "exchangeProperty");
    private static final String DIRECT = "direct:";
    private static final String UPSTREAM = "upstream:";
    private static final String SEDA = "seda:";
    private static final String MICROMETER = "micrometer:";

    private final ModelCamelContext context;

    BlockingSteps(CamelContext context) {
        this.context = (ModelCamelContext) context;
    }

    /** Whether the route, or one that it calls by {@code direct:}, holds a step that is not known to be harmless. */
    boolean reachableFrom(String routeId) {
        Set<String> seen = new HashSet<>();
        Deque<RouteDefinition> toVisit = new ArrayDeque<>();
        visit(context.getRouteDefinition(routeId), seen, toVisit);
        while (!toVisit.isEmpty()) {
            for (ProcessorDefinition<?> step : stepsOf(toVisit.pop())) {
                String direct = directUri(step);
                if (direct != null) {
                    List<RouteDefinition> targets = routesAt(direct);
                    if (targets.isEmpty()) {
                        return true;
                    }
                    targets.forEach(route -> visit(route, seen, toVisit));
                } else if (!isHarmless(step)) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<RouteDefinition> routesAt(String direct) {
        return context.getRouteDefinitions().stream()
                .filter(route -> direct.equals(uriOf(route)))
                .toList();
    }

    private static void visit(RouteDefinition route, Set<String> seen, Deque<RouteDefinition> toVisit) {
        if (route != null && seen.add(route.getRouteId())) {
            toVisit.push(route);
        }
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static List<ProcessorDefinition<?>> stepsOf(RouteDefinition route) {
        return (List) List.copyOf(
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class));
    }

    private boolean isHarmless(ProcessorDefinition<?> step) {
        if (step instanceof ToDynamicDefinition to) {
            return isHarmless(to.getUri());
        }
        if (step instanceof ToDefinition to) {
            return isHarmless(to.getEndpointUri());
        }
        if (step instanceof ThrottleDefinition throttle) {
            return "true".equals(throttle.getRejectExecution())
                    && isHarmless(throttle.getExpression())
                    && isHarmless(throttle.getCorrelationExpression());
        }
        if (step instanceof ProcessDefinition process) {
            Object bean = process.getRef() == null
                    ? null
                    : context.getRegistry().lookupByNameAndType(process.getRef(), Processor.class);
            return bean != null && bean.getClass().isAnnotationPresent(NonBlocking.class);
        }
        return HARMLESS_STEPS.contains(step.getShortName())
                && (!(step instanceof ExpressionNode node) || isHarmless(node.getExpression()));
    }

    private static boolean isHarmless(String uri) {
        return uri.startsWith(UPSTREAM)
                ? !uri.contains("synchronous=true")
                : uri.startsWith(MICROMETER) || isQueueThatTakesAtOnce(uri);
    }

    /** A queue takes what it is given at once, unless it is told to wait for its consumer or for room. */
    private static boolean isQueueThatTakesAtOnce(String uri) {
        return uri.startsWith(SEDA) && uri.contains("waitForTaskToComplete=Never") && !uri.contains("blockWhenFull");
    }

    private static boolean isHarmless(ExpressionSubElementDefinition expression) {
        return expression == null || isHarmless(expression.getExpressionType());
    }

    private static boolean isHarmless(ExpressionDefinition expression) {
        return expression == null
                || (HARMLESS_LANGUAGES.contains(expression.getLanguage())
                        && (expression.getExpression() == null
                                || !expression.getExpression().contains("bean:")));
    }

    private static String directUri(ProcessorDefinition<?> step) {
        return step instanceof ToDefinition to && to.getEndpointUri().startsWith(DIRECT) ? to.getEndpointUri() : null;
    }

    private static String uriOf(RouteDefinition route) {
        return route.getInput().getEndpointUri();
    }
}
