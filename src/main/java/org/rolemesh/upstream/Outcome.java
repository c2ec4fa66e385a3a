package org.rolemesh.upstream;

import java.util.List;
import org.apache.camel.Exchange;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.openai.TokenUsage;

/** What came of an {@code upstream:} step, in variables for the steps after it. */
public final class Outcome {
    static final String ANSWERED = "answered";
    static final String FAILURE = "failure";
    static final String UPSTREAM = "upstream";
    static final String ATTEMPTS = "attempts";
    static final String INPUT_TOKENS = "inputTokens";
    static final String OUTPUT_TOKENS = "outputTokens";

    /** The names of all of them. */
    public static final List<String> NAMES =
            List.of(ANSWERED, FAILURE, UPSTREAM, ATTEMPTS, INPUT_TOKENS, OUTPUT_TOKENS);

    private Outcome() {}

    static void answered(Exchange exchange, Upstream upstream, int attempts, TokenUsage usage) {
        exchange.setVariable(ANSWERED, true);
        exchange.setVariable(UPSTREAM, upstream.name());
        exchange.setVariable(ATTEMPTS, attempts);
        if (usage.promptTokens() != TokenUsage.NOT_SAID) {
            exchange.setVariable(INPUT_TOKENS, usage.promptTokens());
        }
        if (usage.completionTokens() != TokenUsage.NOT_SAID) {
            exchange.setVariable(OUTPUT_TOKENS, usage.completionTokens());
        }
    }

    /** Of an optional step: the exchange is as it was before. */
    static void notAnswered(Exchange exchange, UpstreamFailure failure) {
        exchange.setVariable(ANSWERED, false);
        exchange.setVariable(FAILURE, failure.answer().code());
    }
}
