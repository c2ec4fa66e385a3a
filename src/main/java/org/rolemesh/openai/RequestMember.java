package org.rolemesh.openai;

import com.fasterxml.jackson.core.JsonToken;
import java.util.function.IntUnaryOperator;

/**
 * Where one top-level member of a request stands in the body. Offsets are in bytes; the end is exclusive.
 *
 * @param key the key, its escapes decoded
 * @param keyStart the opening quote of the key
 * @param valueStart the first byte of the value
 * @param valueEnd the byte after the value
 * @param kind the value's first token
 */
record RequestMember(String key, int keyStart, int valueStart, int valueEnd, JsonToken kind) {
    /** The same in a body whose bytes stand elsewhere. */
    RequestMember moved(IntUnaryOperator where) {
        return new RequestMember(
                key,
                where.applyAsInt(keyStart),
                where.applyAsInt(valueStart),
                where.applyAsInt(valueEnd - 1) + 1,
                kind);
    }
}
