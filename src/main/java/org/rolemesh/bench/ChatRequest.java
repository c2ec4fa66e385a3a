package org.rolemesh.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.buffer.Buffer;
import org.rolemesh.config.UpstreamUrl;

/**
 * The chat that is sent again and again.
 *
 * @param model the role or model to ask for; empty: whatever the server takes by default
 * @param key sent as {@code Authorization: Bearer}; empty: none
 * @param stream whether the answer is wanted event by event
 * @param promptBytes length of the prompt
 * @param maxTokens how long the answer may be; 0: as long as the server likes
 */
public record ChatRequest(String model, String key, boolean stream, int promptBytes, int maxTokens) {
    private static final String WORDS = "Tell me of the sea and of ships. ";

    /** Head and body, ready to be written to a connection of this server. */
    Buffer bytes(UpstreamUrl url) {
        byte[] body = body().getBytes(UTF_8);
        StringBuilder head = new StringBuilder("POST ")
                .append(url.path("/v1/chat/completions"))
                .append(" HTTP/1.1\r\nHost: ")
                .append(url.authority())
                .append("\r\nUser-Agent: rolemesh-bench\r\nContent-Type: application/json\r\nAccept: ")
                .append(stream ? "text/event-stream" : "application/json");
        if (!key.isEmpty()) {
            head.append("\r\nAuthorization: Bearer ").append(key);
        }
        head.append("\r\nContent-Length: ").append(body.length).append("\r\n\r\n");
        return Buffer.buffer(head.toString()).appendBytes(body);
    }

    private String body() {
        StringBuilder body = new StringBuilder("{");
        if (!model.isEmpty()) {
            body.append("\"model\":")
                    .append(JsonNodeFactory.instance.textNode(model))
                    .append(',');
        }
        body.append("\"stream\":").append(stream);
        if (maxTokens > 0) {
            body.append(",\"max_tokens\":").append(maxTokens);
        }
        return body.append(",\"messages\":[{\"role\":\"user\",\"content\":\"")
                .append(prompt())
                .append("\"}]}")
                .toString();
    }

    private String prompt() {
        return WORDS.repeat(promptBytes / WORDS.length() + 1).substring(0, promptBytes);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ChatRequest[model=%s, stream=%s, promptBytes=%d, maxTokens=%d]"
                .formatted(model, stream, promptBytes, maxTokens);
    }
}
