package org.rolemesh.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Collectors;

/**
 * What a request asks of the demo.
 *
 * @param shape which of the two kinds of answer is wanted
 * @param topic the last thing the user said
 * @param words how many words the prompt has, which the demo counts as its tokens
 * @param maxWords how many words the answer may have
 * @param stream whether the answer is wanted word by word
 * @param usage whether a stream ends with its usage
 */
record DemoPrompt(Shape shape, String topic, int words, int maxWords, boolean stream, boolean usage) {

    enum Shape {
        CHAT,
        COMPLETION
    }

    /** Reads a chat request; throws {@link ClassCastException} where a value is of the wrong kind. */
    static DemoPrompt ofChat(JsonObject body) {
        JsonArray messages = body.getJsonArray("messages", new JsonArray());
        String topic = "";
        int words = 0;
        for (Object item : messages) {
            JsonObject message = (JsonObject) item;
            String text = textOf(message.getValue("content"));
            words += countWords(text);
            if ("user".equals(message.getString("role"))) {
                topic = text;
            }
        }
        return read(body, Shape.CHAT, topic, words);
    }

    /** Reads a request of {@code /v1/completions}; throws {@link ClassCastException} as above. */
    static DemoPrompt ofCompletion(JsonObject body) {
        String prompt = textOf(body.getValue("prompt"));
        return read(body, Shape.COMPLETION, prompt, countWords(prompt));
    }

    private static DemoPrompt read(JsonObject body, Shape shape, String topic, int words) {
        int asked = body.getInteger("max_completion_tokens", body.getInteger("max_tokens", 0));
        int limit = asked > 0 ? asked : Integer.MAX_VALUE;
        boolean stream = Boolean.TRUE.equals(body.getBoolean("stream"));
        JsonObject options = body.getJsonObject("stream_options", new JsonObject());
        boolean usage = Boolean.TRUE.equals(options.getBoolean("include_usage"));
        return new DemoPrompt(shape, topic, words, limit, stream, usage);
    }

    // A content or prompt is a text, or a list of texts and of parts of which some have a text.
    private static String textOf(Object content) {
        if (content instanceof String text) {
            return text;
        }
        if (content instanceof JsonObject part) {
            return part.getString("text", "");
        }
        if (content instanceof JsonArray parts) {
            return parts.stream().map(DemoPrompt::textOf).collect(Collectors.joining(" "));
        }
        return "";
    }

    static int countWords(String text) {
        return text.isBlank() ? 0 : text.strip().split("\\s+").length;
    }
}
