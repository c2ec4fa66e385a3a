package org.rolemesh.demo;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** One answer of the demo, as the OpenAI protocol has it: as a whole, or as the events of a stream. */
record DemoAnswer(DemoPrompt prompt, String model, long number, List<String> words, String finishReason) {

    /** What the voice says to the prompt; the number makes the answer's id. */
    static DemoAnswer to(DemoPrompt prompt, DemoVoice voice, long number) {
        List<String> words = voice.wordsAbout(prompt.topic());
        boolean cut = words.size() > prompt.maxWords();
        List<String> said = cut ? words.subList(0, prompt.maxWords()) : words;
        return new DemoAnswer(prompt, voice.role(), number, said, cut ? "length" : "stop");
    }

    JsonObject whole() {
        String text = String.join("", words);
        JsonObject choice =
                switch (prompt.shape()) {
                    case CHAT ->
                        choice(
                                "message",
                                new JsonObject().put("role", "assistant").put("content", text));
                    case COMPLETION -> choice("text", text);
                };
        return envelope(false)
                .put("choices", new JsonArray().add(choice.put("finish_reason", finishReason)))
                .put("usage", usage());
    }

    /** Each event with its {@code data:} and its blank line, {@code [DONE]} the last. */
    List<Buffer> events() {
        List<Buffer> events = new ArrayList<>();
        if (prompt.shape() == DemoPrompt.Shape.CHAT) {
            events.add(chunk(
                    choice("delta", new JsonObject().put("role", "assistant").put("content", ""))));
        }
        for (String word : words) {
            events.add(chunk(piece(word)));
        }
        JsonObject last =
                switch (prompt.shape()) {
                    case CHAT -> choice("delta", new JsonObject());
                    case COMPLETION -> choice("text", "");
                };
        events.add(chunk(last.put("finish_reason", finishReason)));
        if (prompt.usage()) {
            events.add(event(envelope(true)
                    .put("choices", new JsonArray())
                    .put("usage", usage())
                    .encode()));
        }
        events.add(event("[DONE]"));
        return events;
    }

    private JsonObject piece(String word) {
        return switch (prompt.shape()) {
            case CHAT -> choice("delta", new JsonObject().put("content", word));
            case COMPLETION -> choice("text", word);
        };
    }

    private Buffer chunk(JsonObject choice) {
        return event(envelope(true).put("choices", new JsonArray().add(choice)).encode());
    }

    private static Buffer event(String data) {
        return Buffer.buffer("data: " + data + "\n\n");
    }

    private static JsonObject choice(String key, Object value) {
        return new JsonObject().put("index", 0).put(key, value).putNull("finish_reason");
    }

    private JsonObject envelope(boolean chunk) {
        return switch (prompt.shape()) {
            case CHAT -> envelope("chatcmpl-demo-", chunk ? "chat.completion.chunk" : "chat.completion");
            case COMPLETION -> envelope("cmpl-demo-", "text_completion");
        };
    }

    private JsonObject envelope(String idPrefix, String object) {
        return new JsonObject()
                .put("id", idPrefix + number)
                .put("object", object)
                .put("created", System.currentTimeMillis() / 1000)
                .put("model", model);
    }

    private JsonObject usage() {
        return new JsonObject()
                .put("prompt_tokens", prompt.words())
                .put("completion_tokens", words.size())
                .put("total_tokens", prompt.words() + words.size());
    }
}
