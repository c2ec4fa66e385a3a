package org.rolemesh.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a request body once, strictly, and notes where its top-level members stand: one JSON object in UTF-8, no key
 * twice in any object, at most {@value #MAX_DEPTH} levels deep, nothing after it. It builds no tree and decodes no
 * text but the keys and the model, so that a long prompt costs time and no memory. Thread safe.
 */
public final class RequestScanner {

    /** Levels of objects and arrays, the body itself being the first. */
    public static final int MAX_DEPTH = 64;

    // Detection of other encodings and interning of keys are off: the first would let UTF-16 in, the second would keep
    // what clients send. A string may be as long as the body, since images travel as base64.
    static final JsonFactory STRICT_JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final ObjectMapper TREES = new ObjectMapper(STRICT_JSON);

    /**
     * Scans a whole body. The bytes are kept, not copied, and must not change afterwards.
     *
     * @throws RequestRejected where the body is not acceptable, or its model or stream is not
     */
    public ScannedRequest scan(byte[] body) {
        return parse(body, RequestScanner::readBody);
    }

    /**
     * Reads a whole body into a tree, as strictly as {@link #scan} does.
     *
     * @throws RequestRejected where the body is not acceptable
     */
    public ObjectNode tree(byte[] body) {
        return parse(body, RequestScanner::readTree);
    }

    /** What is made of a body while it is parsed. */
    private interface Reading<T> {
        T read(JsonParser json, byte[] body) throws IOException;
    }

    private static <T> T parse(byte[] body, Reading<T> reading) {
        if (!StrictUtf8.isValid(body)) {
            throw new RequestRejected(ApiErrors.invalidUtf8());
        }
        if (beginsWithByteOrderMark(body)) {
            throw invalid("it begins with a byte order mark; send it without one.");
        }
        try (JsonParser json = STRICT_JSON.createParser(body)) {
            return parse(json, body, reading);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T parse(JsonParser json, byte[] body, Reading<T> reading) throws IOException {
        try {
            return reading.read(json, body);
        } catch (StreamConstraintsException e) {
            throw new RequestRejected(ApiErrors.jsonLimits(exceededLimit(json)));
        } catch (JsonEOFException e) {
            throw invalid("it ends before the object is complete.");
        } catch (StreamReadException e) {
            throw rejected(e, json);
        }
    }

    private static ObjectNode readTree(JsonParser json, byte[] body) throws IOException {
        enterObject(json);
        ObjectNode tree = TREES.readTree(json);
        endBody(json);
        return tree;
    }

    private static void enterObject(JsonParser json) throws IOException {
        JsonToken first = json.nextToken();
        if (first == null) {
            throw invalid("it is empty.");
        }
        if (first != JsonToken.START_OBJECT) {
            // Read on, so that an endless '[[[[' is reported as too deep and not as an array.
            json.skipChildren();
            throw invalid("it must begin with '{'.");
        }
    }

    private static void endBody(JsonParser json) throws IOException {
        if (json.nextToken() != null) {
            throw invalid("more follows after the object, at " + position(json.currentTokenLocation()) + ".");
        }
    }

    private static ScannedRequest readBody(JsonParser json, byte[] body) throws IOException {
        enterObject(json);
        int objectStart = tokenStart(json);
        Map<String, RequestMember> members = new LinkedHashMap<>();
        readMembers(json, body, members);
        endBody(json);
        return new ScannedRequest(body, objectStart, members);
    }

    private static void readMembers(JsonParser json, byte[] body, Map<String, RequestMember> members)
            throws IOException {
        JsonToken token = json.nextToken();
        int keyStart = tokenStart(json);
        while (token != JsonToken.END_OBJECT) {
            String key = json.currentName();
            JsonToken kind = json.nextToken();
            int valueStart = tokenStart(json);
            json.skipChildren();
            // Asking the parser for a value's end would decode it; the token after the value gives it away for nothing.
            token = json.nextToken();
            int next = tokenStart(json);
            members.put(key, new RequestMember(key, keyStart, valueStart, endOfValueBefore(body, next), kind));
            keyStart = next;
        }
    }

    /** No value ends in white space or a comma, so what precedes those before the next token is its last byte. */
    private static int endOfValueBefore(byte[] body, int nextToken) {
        int end = nextToken;
        while (body[end - 1] == ',' || isWhitespace(body[end - 1])) {
            end--;
        }
        return end;
    }

    static boolean isWhitespace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private static boolean beginsWithByteOrderMark(byte[] body) {
        return body.length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF;
    }

    private static int tokenStart(JsonParser json) {
        return (int) json.currentTokenLocation().getByteOffset();
    }

    // Jackson has no exception of its own for a duplicate; a test pins the words it uses.
    private static RequestRejected rejected(StreamReadException e, JsonParser json) {
        if (e.getOriginalMessage().startsWith("Duplicate field")) {
            return new RequestRejected(
                    ApiErrors.duplicateKey(json.getParsingContext().getCurrentName()));
        }
        return invalid("there is a fault at " + position(e.getLocation()) + ".");
    }

    private static String exceededLimit(JsonParser json) {
        if (json.getParsingContext().getNestingDepth() > MAX_DEPTH) {
            return "objects and arrays may be nested " + MAX_DEPTH + " levels deep.";
        }
        StreamReadConstraints limits = STRICT_JSON.streamReadConstraints();
        return "a number may have " + limits.getMaxNumberLength() + " characters and a key " + limits.getMaxNameLength()
                + " bytes.";
    }

    private static String position(JsonLocation location) {
        return "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static RequestRejected invalid(String detail) {
        return new RequestRejected(ApiErrors.invalidJson(detail));
    }
}
