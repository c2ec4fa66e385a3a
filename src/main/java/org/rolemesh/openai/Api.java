package org.rolemesh.openai;

/** The endpoints that take a model's name and are handed on to its backend. */
public enum Api {
    CHAT("/v1/chat/completions") {
        @Override
        void check(ScannedRequest body) {
            body.requireArray("messages");
        }
    },
    COMPLETIONS("/v1/completions") {
        @Override
        void check(ScannedRequest body) {
            body.require("prompt");
        }
    },
    EMBEDDINGS("/v1/embeddings") {
        @Override
        void check(ScannedRequest body) {
            body.require("input");
        }
    };

    private final String path;

    Api(String path) {
        this.path = path;
    }

    /** The path on the gateway and, below the base URL, on every backend. */
    public String path() {
        return path;
    }

    /** Refuses a body that lacks what this endpoint cannot do without. */
    abstract void check(ScannedRequest body);
}
