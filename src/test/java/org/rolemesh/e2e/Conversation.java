package org.rolemesh.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A chat that grows: each turn sends all that was said before. */
record Conversation(List<Map<String, String>> messages) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Conversation begin(String system, String firstUser) {
        return new Conversation(List.of(message("system", system), message("user", firstUser)));
    }

    /** The same after this answer, with the next question. */
    Conversation then(String answer, String nextUser) {
        List<Map<String, String>> more = new ArrayList<>(messages);
        more.add(message("assistant", answer));
        more.add(message("user", nextUser));
        return new Conversation(List.copyOf(more));
    }

    String body(String model) {
        return body(model, Map.of());
    }

    /** A chat request with these further members. */
    String body(String model, Map<String, Object> more) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", model);
        body.put("messages", messages);
        body.putAll(more);
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + body, e);
        }
    }

    private static Map<String, String> message(String role, String content) {
        Map<String, String> message = new LinkedHashMap<>();
        message.put("role", role);
        message.put("content", content);
        return message;
    }
}
