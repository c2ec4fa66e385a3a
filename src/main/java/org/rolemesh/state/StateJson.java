package org.rolemesh.state;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** The text of a state file: one JSON object, whose {@code version} says what to make of the rest. */
final class StateJson {
    private static final String VERSION = "version";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private StateJson() {}

    static byte[] write(ObjectNode content, int version) throws JsonProcessingException {
        ObjectNode whole = JSON.createObjectNode().put(VERSION, version);
        whole.setAll(content);
        return JSON.writeValueAsBytes(whole.put(VERSION, version));
    }

    /** @throws Damaged where this is no such text, or of another version */
    static ObjectNode read(byte[] text, int version) throws Damaged {
        JsonNode root = parse(text);
        JsonNode found = root.path(VERSION);
        if (!(root instanceof ObjectNode content) || !found.isIntegralNumber()) {
            throw new Damaged("it is no JSON object with a version");
        }
        if (!found.canConvertToInt() || found.intValue() != version) {
            throw new Damaged("it is of version " + found.asText() + ", and this program knows " + version);
        }
        return content;
    }

    private static JsonNode parse(byte[] text) throws Damaged {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Damaged("it is not one JSON object" + place(e.getLocation()));
        } catch (IOException e) {
            throw new Damaged("it is not JSON text: " + e.getMessage());
        }
    }

    /** @param at null where the parser does not say */
    private static String place(JsonLocation at) {
        return at == null ? "" : ": see line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    /** What was read is no state that this program has written. */
    static final class Damaged extends Exception {
        private static final long serialVersionUID = 1;

        Damaged(String message) {
            super(message);
        }
    }
}
