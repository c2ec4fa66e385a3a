package org.rolemesh.openai;

import java.util.Optional;
import java.util.stream.Stream;

/** The endpoints that take a model's name and are handed on to its backend. */
public enum Api {
    CHAT("messages", "/v1/chat/completions", "chat") {
        @Override
        void check(ScannedRequest body) {
            body.requireArray(promptKey());
        }
    },
    COMPLETIONS("prompt", "/v1/completions", "text_completion") {
        @Override
        void check(ScannedRequest body) {
            body.require(promptKey());
        }
    },
    EMBEDDINGS("input", "/v1/embeddings", "embeddings") {
        @Override
        void check(ScannedRequest body) {
            body.require(promptKey());
        }
    };

    private final String promptKey;
    private final String path;
    private final String operation;

    Api(String promptKey, String path, String operation) {
        this.promptKey = promptKey;
        this.path = path;
        this.operation = operation;
    }

    /** The endpoint at this path; empty where another is. */
    public static Optional<Api> at(String path) {
        return Stream.of(values()).filter(api -> api.path.equals(path)).findFirst();
    }

    /** The member of a request that holds what the model is to read. */
    public String promptKey() {
        return promptKey;
    }

    /** The path on the gateway and, below the base URL, on every backend. */
    public String path() {
        return path;
    }

    /** As OpenTelemetry's semantic conventions for generative AI call it, in {@code gen_ai.operation.name}. */
    public String operation() {
        return operation;
    }

    /** Refuses a body that lacks what this endpoint cannot do without. */
    abstract void check(ScannedRequest body);
}
