package org.rolemesh.openai;

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

    private static final ObjectMapper TREES = new ObjectMapper();

    /**
     * Scans a whole body. The bytes are kept, not copied, and must not change afterwards.
     *
     * @throws RequestRejected where the body is not acceptable, or its model or stream is not
     */
    public ScannedRequest scan(byte[] body) {
        checkEncoding(body);
        try {
            return read(body);
        } catch (JsonFault e) {
            throw rejected(e, body);
        }
    }

    /**
     * Reads a whole body into a tree, as strictly as {@link #scan} does.
     *
     * @throws RequestRejected where the body is not acceptable
     */
    public ObjectNode tree(byte[] body) {
        checkEncoding(body);
        try {
            JsonText json = begin(body);
            json.skip();
            end(json, body);
            return (ObjectNode) TREES.readTree(body);
        } catch (JsonFault e) {
            throw rejected(e, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void checkEncoding(byte[] body) {
        if (!StrictUtf8.isValid(body)) {
            throw new RequestRejected(ApiErrors.invalidUtf8());
        }
        if (beginsWithByteOrderMark(body)) {
            throw invalid("it begins with a byte order mark; send it without one.");
        }
    }

    private static boolean beginsWithByteOrderMark(byte[] body) {
        return body.length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF;
    }

    /** Up to the object. */
    private static JsonText begin(byte[] body) throws JsonFault {
        JsonText json = JsonText.strict(body, 0, body.length, MAX_DEPTH);
        if (json.isOver()) {
            throw invalid("it is empty.");
        }
        if (json.kind() != JsonKind.OBJECT) {
            // Read on, so that an endless '[[[[' is reported as too deep and not as an array.
            json.skip();
            throw invalid("it must begin with '{'.");
        }
        return json;
    }

    private static void end(JsonText json, byte[] body) {
        if (!json.isOver()) {
            throw invalid("more follows after the object, at " + position(body, json.at()) + ".");
        }
    }

    private static ScannedRequest read(byte[] body) throws JsonFault {
        JsonText json = begin(body);
        int objectStart = json.at();
        Map<String, RequestMember> members = new LinkedHashMap<>();
        json.enter();
        while (json.nextKey()) {
            int keyStart = json.keyStart();
            String key = json.key();
            JsonKind kind = json.kind();
            int valueStart = json.at();
            json.skip();
            members.put(key, new RequestMember(key, keyStart, valueStart, json.at(), kind));
        }
        end(json, body);
        return new ScannedRequest(body, objectStart, members);
    }

    private static RequestRejected rejected(JsonFault fault, byte[] body) {
        return switch (fault.what()) {
            case MALFORMED -> invalid("there is a fault at " + position(body, fault.offset()) + ".");
            case CUT_OFF -> invalid("it ends before the object is complete.");
            case TOO_DEEP -> beyondLimits("objects and arrays may be nested " + MAX_DEPTH + " levels deep.");
            case TOO_LONG ->
                beyondLimits("a number may have " + JsonText.MAX_NUMBER + " characters and a key " + JsonText.MAX_KEY
                        + " bytes.");
            case DUPLICATE_KEY -> new RequestRejected(ApiErrors.duplicateKey(fault.key()));
        };
    }

    /** As an editor counts them. */
    private static String position(byte[] body, int offset) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < offset; i++) {
            if (body[i] == '\n') {
                line++;
                column = 1;
            } else if ((body[i] & 0xC0) != 0x80) {
                column++;
            }
        }
        return "line " + line + ", column " + column;
    }

    private static RequestRejected beyondLimits(String detail) {
        return new RequestRejected(ApiErrors.jsonLimits(detail));
    }

    private static RequestRejected invalid(String detail) {
        return new RequestRejected(ApiErrors.invalidJson(detail));
    }
}
