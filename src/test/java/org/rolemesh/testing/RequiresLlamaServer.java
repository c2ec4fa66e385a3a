package org.rolemesh.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a test class or method where the environment names no real llama-server in {@code LLAMA_SERVER}. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresLlamaServer.Condition.class)
public @interface RequiresLlamaServer {

    /** Reads the environment. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return LlamaServer.executable()
                    .map(path -> ConditionEvaluationResult.enabled("LLAMA_SERVER is " + path))
                    .orElseGet(() -> ConditionEvaluationResult.disabled(
                            "LLAMA_SERVER is not set: tests with a real llama-server are skipped"));
        }
    }
}
