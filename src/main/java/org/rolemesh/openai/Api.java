package org.rolemesh.openai;

/** The endpoints that take a model's name and are handed on to its backend. */
public enum Api {
    CHAT("messages", "/v1/chat/completions") {
        @Override
        void check(ScannedRequest body) {
            body.requireArray(promptKey());
        }
    },
    COMPLETIONS("prompt", "/v1/completions") {
        @Override
        void check(ScannedRequest body) {
            body.require(promptKey());
        }
    },
    EMBEDDINGS("input", "/v1/embeddings") {
        @Override
        void check(ScannedRequest body) {
            body.require(promptKey());
        }
    };

    private final String promptKey;
    private final String path;

    Api(String promptKey, String path) {
        this.promptKey = promptKey;
        this.path = path;
    }

    /** The member of a request that holds what the model is to read. */
    public String promptKey() {
        return promptKey;
    }

    /** The path on the gateway and, below the base URL, on every backend. */
    public String path() {
        return path;
    }

    /** Refuses a body that lacks what this endpoint cannot do without. */
    abstract void check(ScannedRequest body);
}
