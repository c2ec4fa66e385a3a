package org.rolemesh.gateway;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.access.ClientCall;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.openai.ErrorAnswer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the failure that a route ended with into the error object of the API. */
@NonBlocking
public final class AnswerError implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerError.class);

    @Override
    public void process(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        ClientCall call = ClientCall.of(exchange);
        ErrorAnswer answer = RouteFailures.answerTo(failure, call == null ? null : call.alias());
        if (call != null) {
            call.failedWith(answer.code());
        }
        if (answer.status() == 500) {
            LOG.error("request failed id={}", call == null ? "none" : call.requestId(), failure);
        }
        JsonAnswer.put(exchange, answer.status(), answer.json());
        if (answer.retryAfter() != null) {
            exchange.getMessage().setHeader("Retry-After", answer.retryAfterSeconds());
        }
        if (call != null && call.attempts() > 0) {
            exchange.getMessage().setHeader("X-RoleMesh-Alias", call.alias());
            exchange.getMessage().setHeader("X-RoleMesh-Upstream", call.upstream());
            exchange.getMessage().setHeader("X-RoleMesh-Attempts", call.attempts());
        }
    }
}
