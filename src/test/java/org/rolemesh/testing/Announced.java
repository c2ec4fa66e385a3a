package org.rolemesh.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** One role as a node announces it: its JSON members in order. Alone it is announced as a plain string. */
public record Announced(Map<String, Object> members) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static Announced role(String name) {
        return new Announced(Map.of("role", name));
    }

    /** The same with this member, such as {@code slots}, {@code slots_busy}, {@code state} or {@code progress}. */
    public Announced with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Announced(more);
    }

    public String json() {
        try {
            return JSON.writeValueAsString(members.size() == 1 ? members.get("role") : members);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + members, e);
        }
    }
}
