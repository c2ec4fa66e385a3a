package org.rolemesh.drawing;

import java.util.List;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.CircuitBreakerDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.IdempotentConsumerDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.TryDefinition;
import org.rolemesh.drawing.Arrow.Kind;

/** Writes the steps of a route into its one box, indented as they are in its file. */
final class Outline {
    private static final String INDENT = "\u2003";

    private final Sketch sketch;
    private final String box;

    Outline(Sketch sketch, String box) {
        this.sketch = sketch;
        this.box = box;
    }

    void write(List<? extends ProcessorDefinition<?>> steps) {
        write(steps, 0);
    }

    private void write(List<? extends ProcessorDefinition<?>> steps, int depth) {
        steps.stream().filter(Words::isTaken).forEach(step -> write(step, depth));
    }

    private void write(ProcessorDefinition<?> step, int depth) {
        List<String> targets = sketch.targets(step);
        line(targets.isEmpty() ? text(step) : Words.sending(step), depth);
        String aside = Words.aside(step);
        targets.forEach(target -> sketch.arrow(box, target, aside.isEmpty() ? Kind.CALL : Kind.ASIDE, aside));
        if (step instanceof ChoiceDefinition choice) {
            choose(choice, depth + 1);
        } else if (step instanceof TryDefinition attempt) {
            attempt(attempt, depth);
        } else {
            write(step.getOutputs(), depth + 1);
        }
        if (step instanceof CircuitBreakerDefinition breaker && breaker.getOnFallback() != null) {
            line(Words.named("fallback", breaker.getOnFallback()), depth);
            write(breaker.getOnFallback().getOutputs(), depth + 1);
        }
    }

    private void attempt(TryDefinition attempt, int depth) {
        write(attempt.getOutputsWithoutCatches(), depth + 1);
        attempt.getCatchClauses().forEach(each -> {
            line("catch: " + Words.failure(each, each.getExceptions()), depth);
            write(each.getOutputs(), depth + 1);
        });
        if (attempt.getFinallyClause() != null) {
            line(Words.named("finally", attempt.getFinallyClause()), depth);
            write(attempt.getFinallyClause().getOutputs(), depth + 1);
        }
    }

    private void choose(ChoiceDefinition choice, int depth) {
        choice.getWhenClauses().stream().filter(Words::isTaken).forEach(when -> {
            line("if " + Words.condition(when), depth);
            write(when.getOutputs(), depth + 1);
        });
        if (choice.getOtherwise() != null) {
            line(Words.named("otherwise", choice.getOtherwise()), depth);
            write(choice.getOtherwise().getOutputs(), depth + 1);
        }
    }

    private static String text(ProcessorDefinition<?> step) {
        if (step instanceof FilterDefinition || step instanceof IdempotentConsumerDefinition) {
            return "if: " + Words.condition(step);
        }
        if (step instanceof TryDefinition) {
            return Words.named("try", step);
        }
        return step.getOutputs().isEmpty() ? "• " + Words.of(step) : Words.pattern(step);
    }

    private void line(String text, int depth) {
        sketch.write(box, INDENT.repeat(depth) + text);
    }
}
