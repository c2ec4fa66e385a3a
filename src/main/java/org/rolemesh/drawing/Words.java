package org.rolemesh.drawing;

import java.util.List;
import java.util.Locale;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.HasExpressionType;
import org.apache.camel.model.LoadBalanceDefinition;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.MulticastDefinition;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.model.language.ExpressionDefinition;

/** What is written into boxes and beside arrows: descriptions, where the file has them. */
final class Words {
    private static final int LONGEST = 120;

    private Words() {}

    static List<String> described(String description) {
        return description == null || description.isBlank() ? List.of() : List.of(description);
    }

    /** Whether a step is one of the flow, and not switched off. */
    static boolean isTaken(ProcessorDefinition<?> step) {
        return !step.isAbstract() && !"true".equals(step.getDisabled());
    }

    static boolean isTaken(WhenDefinition branch) {
        return !"true".equals(branch.getDisabled());
    }

    /** What a step does. */
    static String of(ProcessorDefinition<?> step) {
        if (!described(step.getDescriptionText()).isEmpty()) {
            return step.getDescriptionText();
        }
        if (step.hasCustomIdAssigned()) {
            return step.getId();
        }
        if (step instanceof LogDefinition log) {
            return clipped("log: " + log.getMessage());
        }
        return step instanceof ChoiceDefinition ? step.getShortName() : clipped(step.getLabel());
    }

    /** On which condition. */
    static String condition(OptionalIdentifiedDefinition<?> step) {
        return described(step.getDescriptionText()).stream()
                .findFirst()
                .orElseGet(() ->
                        step instanceof HasExpressionType by ? expression(by.getExpressionType()) : step.getLabel());
    }

    static String expression(ExpressionDefinition expression) {
        if (expression == null) {
            return "";
        }
        String text = expression.getExpression() == null ? expression.toString() : expression.getExpression();
        return clipped(
                List.of("simple", "constant").contains(expression.getLanguage())
                        ? text
                        : expression.getLanguage() + ": " + text);
    }

    /** On which failure. */
    static String failure(OptionalIdentifiedDefinition<?> handler, List<String> exceptions) {
        return described(handler.getDescriptionText()).isEmpty()
                ? "on "
                        + String.join(
                                ", ", exceptions.stream().map(Words::simpleName).toList())
                : handler.getDescriptionText();
    }

    /** What a filter asks. */
    static String question(ProcessorDefinition<?> step) {
        String condition = condition(step);
        return condition.endsWith("?") ? condition : condition + "?";
    }

    /** What is said of the place that a step sends to. */
    static String ofPlace(ProcessorDefinition<?> step) {
        return described(step.getDescriptionText()).stream().findFirst().orElse("");
    }

    /** Where to and what for something is sent. */
    static String sending(ProcessorDefinition<?> step) {
        return "→ " + named(String.join(", ", Uris.of(step)), step);
    }

    /** How something is sent for which nobody waits; empty where it is waited for. */
    static String aside(ProcessorDefinition<?> step) {
        if (step instanceof WireTapDefinition) {
            return "a copy";
        }
        return Uris.of(step).stream().allMatch(Uris::isQueue) ? "queued" : "";
    }

    /** A step that has others in it: which pattern it is, and what for. */
    static String pattern(ProcessorDefinition<?> step) {
        return named(name(step), step);
    }

    static String named(String name, OptionalIdentifiedDefinition<?> step) {
        return described(step.getDescriptionText()).stream()
                .findFirst()
                .map(text -> name + ": " + text)
                .orElse(name);
    }

    private static String name(ProcessorDefinition<?> step) {
        if (step instanceof LoadBalanceDefinition balance && balance.getLoadBalancerType() != null) {
            String type = balance.getLoadBalancerType().getClass().getSimpleName();
            return "load balance, " + type.replace("LoadBalancerDefinition", "").toLowerCase(Locale.ROOT);
        }
        if (step instanceof MulticastDefinition multicast && "true".equals(multicast.getParallelProcessing())) {
            return "multicast, in parallel";
        }
        if (step instanceof ExpressionNode node) {
            return step.getShortName() + " " + expression(node.getExpression());
        }
        return step.getShortName();
    }

    private static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    private static String clipped(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
