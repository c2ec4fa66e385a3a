package org.rolemesh.openai;

import com.fasterxml.jackson.databind.JsonNode;

/** What an answer tells of the state of its backend. */
public final class BackendState {
    private static final int UNAVAILABLE = 503;

    private BackendState() {}

    /**
     * Whether a backend says that its model is still loading: llama.cpp's server answers 503 with
     * {@code "type": "unavailable_error"} and "Loading model" (tools/server/README.md of llama.cpp).
     *
     * @param body the answer; anything but an object says nothing
     */
    public static boolean isLoading(int status, JsonNode body) {
        JsonNode error = body.path("error");
        return status == UNAVAILABLE
                && (error.path("type").asText().equals("unavailable_error")
                        || error.path("message").asText().contains("Loading model"));
    }

    /**
     * Whether a backend refuses a prompt because it exceeds the context: llama.cpp's server says so by the type
     * {@code exceed_context_size_error}, OpenAI's API and vLLM by the code {@code context_length_exceeded}.
     *
     * @param error the error object of its answer
     */
    public static boolean saysPromptTooLong(JsonNode error) {
        return error.path("type").asText().equals("exceed_context_size_error")
                || error.path("code").asText().equals("context_length_exceeded");
    }
}
