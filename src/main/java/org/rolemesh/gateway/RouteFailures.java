package org.rolemesh.gateway;

import java.time.Duration;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.ClientFacing;
import org.rolemesh.openai.ErrorAnswer;

/** What clients are told of failures of a route, those of Camel's own patterns among them. */
final class RouteFailures {
    private static final Duration SOON = Duration.ofSeconds(1);
    /** By name: the library is there only where a runtime has Camel's circuit breaker. */
    private static final String BREAKER_OPEN = "io.github.resilience4j.circuitbreaker.CallNotPermittedException";

    private RouteFailures() {}

    /** @param alias null: none was found yet */
    static ErrorAnswer answerTo(Throwable failure, String alias) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ThrottlerRejectedExecutionException) {
                return ErrorAnswer.of(ApiErrors.rateLimited(SOON));
            }
            if (cause.getClass().getName().equals(BREAKER_OPEN)) {
                return ErrorAnswer.of(ApiErrors.roleUnavailable(
                        alias == null ? "" : alias, "a circuit breaker of the topology is open", SOON));
            }
        }
        return ClientFacing.answerTo(failure);
    }
}
