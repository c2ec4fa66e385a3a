package org.rolemesh.drawing;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.CircuitBreakerDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.IdempotentConsumerDefinition;
import org.apache.camel.model.LoadBalanceDefinition;
import org.apache.camel.model.MulticastDefinition;
import org.apache.camel.model.PipelineDefinition;
import org.apache.camel.model.PolicyDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RollbackDefinition;
import org.apache.camel.model.SagaDefinition;
import org.apache.camel.model.StepDefinition;
import org.apache.camel.model.StopDefinition;
import org.apache.camel.model.ThrowExceptionDefinition;
import org.apache.camel.model.TransactedDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.model.loadbalancer.FailoverLoadBalancerDefinition;
import org.rolemesh.drawing.Arrow.Kind;
import org.rolemesh.drawing.Box.Shape;
import org.rolemesh.drawing.Sketch.End;

/** Goes through the steps of a route, and draws them. */
final class Walk {
    private final Sketch sketch;
    private final Origin origin;

    Walk(Sketch sketch, Origin origin) {
        this.sketch = sketch;
        this.origin = origin;
    }

    /**
     * Draws these steps.
     *
     * @param ends where the flow has come to before them
     * @param last whether the flow is over after them
     * @return where it has come to after them
     */
    List<End> through(List<? extends ProcessorDefinition<?>> steps, List<End> ends, boolean last) {
        List<? extends ProcessorDefinition<?>> taken =
                steps.stream().filter(Words::isTaken).toList();
        List<End> reached = ends;
        for (int i = 0; i < taken.size(); i++) {
            reached = through(taken.get(i), reached, last && i == taken.size() - 1);
        }
        return reached;
    }

    private List<End> through(ProcessorDefinition<?> step, List<End> ends, boolean last) {
        if (step instanceof ChoiceDefinition choice) {
            return choose(choice, ends, last);
        }
        if (step instanceof FilterDefinition || step instanceof IdempotentConsumerDefinition) {
            return filter(step, ends, last);
        }
        if (step instanceof TryDefinition attempt) {
            return attempt(attempt, ends, last);
        }
        if (step instanceof CircuitBreakerDefinition breaker) {
            return breaker(breaker, ends, last);
        }
        if (step instanceof LoadBalanceDefinition || step instanceof MulticastDefinition) {
            return branch(step, ends, last);
        }
        if (!Uris.of(step).isEmpty()) {
            return send(step, ends, last);
        }
        if (step.getOutputs().isEmpty()) {
            End end = End.of(sketch.step(origin, ends, "• " + Words.of(step)));
            return endsHere(step) ? List.of() : List.of(end);
        }
        return isFrame(step) ? through(step.getOutputs(), ends, last) : repeat(step, ends);
    }

    private static boolean endsHere(ProcessorDefinition<?> step) {
        return step instanceof StopDefinition
                || step instanceof ThrowExceptionDefinition
                || step instanceof RollbackDefinition;
    }

    /** Whether the steps in it are done one after the other, once. */
    private static boolean isFrame(ProcessorDefinition<?> step) {
        return step instanceof PipelineDefinition
                || step instanceof StepDefinition
                || step instanceof PolicyDefinition
                || step instanceof TransactedDefinition
                || step instanceof SagaDefinition;
    }

    private List<End> choose(ChoiceDefinition choice, List<End> ends, boolean last) {
        String box = decision(Words.of(choice), ends);
        List<End> reached = new ArrayList<>();
        for (WhenDefinition when : choice.getWhenClauses()) {
            if (!Words.isTaken(when)) {
                continue;
            }
            End end = new End(box, Kind.ON, Words.condition(when));
            reached.addAll(through(when.getOutputs(), List.of(end), last));
        }
        if (choice.getOtherwise() == null) {
            reached.add(new End(box, Kind.ON, "otherwise"));
        } else {
            End end = new End(box, Kind.ON, Words.named("otherwise", choice.getOtherwise()));
            reached.addAll(through(choice.getOtherwise().getOutputs(), List.of(end), last));
        }
        return reached;
    }

    private List<End> filter(ProcessorDefinition<?> step, List<End> ends, boolean last) {
        String box = decision(Words.question(step), ends);
        List<End> reached = new ArrayList<>(through(step.getOutputs(), List.of(new End(box, Kind.ON, "yes")), last));
        reached.add(new End(box, Kind.ON, "no"));
        return reached;
    }

    private List<End> attempt(TryDefinition attempt, List<End> ends, boolean last) {
        String box = begin(Words.named("try", attempt), ends);
        boolean over = last && attempt.getFinallyClause() == null;
        List<End> reached = new ArrayList<>(through(attempt.getOutputsWithoutCatches(), List.of(End.of(box)), over));
        attempt.getCatchClauses().forEach(each -> {
            End end = new End(box, Kind.FAILURE, Words.failure(each, each.getExceptions()));
            reached.addAll(through(each.getOutputs(), List.of(end), over));
        });
        return attempt.getFinallyClause() == null
                ? reached
                : through(attempt.getFinallyClause().getOutputs(), reached, last);
    }

    private List<End> breaker(CircuitBreakerDefinition breaker, List<End> ends, boolean last) {
        String box = begin(Words.named("circuit breaker", breaker), ends);
        List<End> reached = new ArrayList<>(through(breaker.getOutputs(), List.of(End.of(box)), last));
        if (breaker.getOnFallback() != null) {
            End end = new End(box, Kind.FAILURE, Words.named("fallback", breaker.getOnFallback()));
            reached.addAll(through(breaker.getOnFallback().getOutputs(), List.of(end), last));
        }
        return reached;
    }

    private List<End> branch(ProcessorDefinition<?> step, List<End> ends, boolean last) {
        String box = decision(Words.pattern(step), ends);
        boolean inOrder = step instanceof LoadBalanceDefinition balance
                && balance.getLoadBalancerType() instanceof FailoverLoadBalancerDefinition;
        List<End> reached = new ArrayList<>();
        for (int i = 0; i < step.getOutputs().size(); i++) {
            End end = new End(box, Kind.ON, inOrder ? String.valueOf(i + 1) : "");
            reached.addAll(through(List.of(step.getOutputs().get(i)), List.of(end), last));
        }
        return reached;
    }

    /** What is done for each part of a message, or several times. */
    private List<End> repeat(ProcessorDefinition<?> step, List<End> ends) {
        String box = decision(Words.pattern(step), ends);
        through(step.getOutputs(), List.of(new End(box, Kind.ON, "each")), true);
        return List.of(new End(box, Kind.ON, "then"));
    }

    private List<End> send(ProcessorDefinition<?> step, List<End> ends, boolean last) {
        List<String> targets = sketch.targets(step);
        String aside = Words.aside(step);
        if (last && (aside.isEmpty() || ends.stream().noneMatch(end -> end.kind() == Kind.FAILURE))) {
            targets.forEach(target -> sketch.describe(target, Words.ofPlace(step)));
            ends.forEach(end -> targets.forEach(target -> sketch.arrow(
                    end.box(),
                    target,
                    aside.isEmpty() ? end.kind() : Kind.ASIDE,
                    end.label().isEmpty() ? aside : end.label())));
            return List.of();
        }
        String box = sketch.step(origin, ends, Words.sending(step));
        targets.forEach(target -> sketch.arrow(box, target, aside.isEmpty() ? Kind.CALL : Kind.ASIDE, aside));
        return List.of(End.of(box));
    }

    private String decision(String text, List<End> ends) {
        String box = sketch.add(origin, Shape.DECISION, "", List.of(text));
        sketch.lead(ends, box);
        return box;
    }

    private String begin(String text, List<End> ends) {
        String box = sketch.add(origin, Shape.STEPS, "", List.of(text));
        sketch.lead(ends, box);
        return box;
    }
}
