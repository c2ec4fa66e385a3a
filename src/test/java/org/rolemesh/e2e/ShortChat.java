package org.rolemesh.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.rolemesh.testing.RawHttp;

/**
 * A chat with a real model whose answer is the same each time, and short.
 *
 * @param tokens as many as the answer has
 */
record ShortChat(String role, int tokens, boolean stream) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static ShortChat whole(String role) {
        return new ShortChat(role, 12, false);
    }

    static ShortChat streamed(String role) {
        return new ShortChat(role, 12, true);
    }

    String body() {
        return """
                {"model":"%s","messages":[{"role":"user","content":"Tell me of the sea."}],"max_tokens":%d,\
                "temperature":0,"ignore_eos":true,"stream":%s,"stream_options":%s}""".formatted(role, tokens, stream, stream ? "{\"include_usage\":true}" : "null");
    }

    RawHttp.Answer ask(URI server) throws IOException {
        try (RawHttp client = RawHttp.connect(server)) {
            return client.post(Chats.PATH, body()).readAnswer(AgentHost.SOON);
        }
    }

    /** The JSON of an answer: its only document, or its events before {@code [DONE]}. */
    static List<JsonNode> documents(RawHttp.Answer answer) throws IOException {
        if (!answer.body().startsWith("data:") && !answer.body().startsWith(":")) {
            return List.of(JSON.readTree(answer.body()));
        }
        List<String> data = answer.body()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> line.substring("data: ".length()))
                .toList();
        return List.of(JSON.readTree(data.toString()).findParents("object").toArray(JsonNode[]::new));
    }

    /** What the model has said. */
    static String text(RawHttp.Answer answer) throws IOException {
        StringBuilder text = new StringBuilder();
        for (JsonNode document : documents(answer)) {
            JsonNode choice = document.path("choices").path(0);
            text.append(choice.path("message").path("content").asText(""));
            text.append(choice.path("delta").path("content").asText(""));
        }
        return text.toString();
    }
}
