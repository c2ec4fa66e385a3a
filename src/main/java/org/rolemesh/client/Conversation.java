package org.rolemesh.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** What has been said so far between a user and a role. Not thread safe. */
public final class Conversation {
    private final String role;
    private final int maxTokens;
    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();

    /**
     * @param system what the role is told first; empty: nothing
     * @param maxTokens 0: as many as the role likes
     */
    public Conversation(String role, String system, int maxTokens) {
        this.role = role;
        this.maxTokens = maxTokens;
        if (!system.isEmpty()) {
            add("system", system);
        }
    }

    public void asked(String text) {
        add("user", text);
    }

    public void answered(String text) {
        add("assistant", text);
    }

    /** Takes the last question back, which has not been answered. */
    public void withdraw() {
        messages.remove(messages.size() - 1);
    }

    private void add(String who, String text) {
        messages.addObject().put("role", who).put("content", text);
    }

    byte[] request() {
        ObjectNode request =
                JsonNodeFactory.instance.objectNode().put("model", role).put("stream", true);
        request.putObject("stream_options").put("include_usage", true);
        if (maxTokens > 0) {
            request.put("max_tokens", maxTokens);
        }
        request.set("messages", messages);
        return request.toString().getBytes(StandardCharsets.UTF_8);
    }
}
