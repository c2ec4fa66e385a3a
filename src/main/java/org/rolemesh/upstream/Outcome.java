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

    /** In place of an error code: nobody was there any more to be told one. */
    static final String CLIENT_LEFT = "client_left";

    /** The names of all of them. */
    public static final List<String> NAMES =
            List.of(ANSWERED, FAILURE, UPSTREAM, ATTEMPTS, INPUT_TOKENS, OUTPUT_TOKENS);

    private Outcome() {}

    static void asked(Exchange exchange, Upstream upstream, int attempts) {
        exchange.setVariable(UPSTREAM, upstream.name());
        exchange.setVariable(ATTEMPTS, attempts);
    }

    static void answered(Exchange exchange, TokenUsage usage) {
        exchange.setVariable(ANSWERED, true);
        exchange.removeVariable(FAILURE);
        if (usage.promptTokens() != TokenUsage.NOT_SAID) {
            exchange.setVariable(INPUT_TOKENS, usage.promptTokens());
        }
        if (usage.completionTokens() != TokenUsage.NOT_SAID) {
            exchange.setVariable(OUTPUT_TOKENS, usage.completionTokens());
        }
    }

    /** A stream has begun and did not come to its end. */
    static void brokenOff(Exchange exchange, String code) {
        exchange.setVariable(FAILURE, code);
    }

    static void notAnswered(Exchange exchange, String code) {
        exchange.setVariable(ANSWERED, false);
        exchange.setVariable(FAILURE, code);
    }
}
