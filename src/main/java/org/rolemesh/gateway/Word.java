package org.rolemesh.gateway;

import java.util.List;
import java.util.stream.Stream;

/** What a topology can ask of a request and of its answer: the variables that the program sets. */
public enum Word {
    ALIAS("alias", "the alias asked for"),
    AVAILABILITY("availability", "usable, loading or unusable"),
    STREAM("stream", "whether the answer is asked for as a stream"),
    API("api", "chat, completions or embeddings"),
    REQUEST_ID("requestId", "the request's id"),
    KEY_NAME("keyName", "the name of the client's key; empty where no keys are configured"),
    KEY_BUCKET("keyBucket", "0 to 99, always the same for one key"),
    LABELS("labels", "the labels of the nodes that can answer now, sorted"),
    PROMPT_BYTES("promptBytes", "bytes of the messages, the prompt or the input, as sent"),
    PROMPT_TOKENS("promptTokens", "tokens, estimated from these"),
    ANSWERED("answered", "true after an answer, false after an optional step that had none"),
    FAILURE("failure", "the error code of an optional step that had no answer"),
    UPSTREAM("upstream", "the name of the backend that answered"),
    ATTEMPTS("attempts", "how many backends were tried"),
    INPUT_TOKENS("inputTokens", "as the backend counts them, where it does"),
    OUTPUT_TOKENS("outputTokens", "as the backend counts them, where it does");

    /** What the names of variables that hold a request's headers begin with. */
    public static final String HEADER = "header_";

    private final String variable;
    private final String meaning;

    Word(String variable, String meaning) {
        this.variable = variable;
        this.meaning = meaning;
    }

    public String variable() {
        return variable;
    }

    public String meaning() {
        return meaning;
    }

    /** The names of all variables. */
    public static List<String> variables() {
        return Stream.of(values()).map(Word::variable).toList();
    }
}
