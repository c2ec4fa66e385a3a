package org.rolemesh.openai;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * A request body known to be valid, with what the gateway needs of it. Made by {@link RequestScanner}; immutable as long
 * as nobody writes to its bytes.
 */
public final class ScannedRequest {

    private final byte[] bytes;
    private final int objectStart;
    private final Map<String, RequestMember> members;
    private final Optional<String> model;
    private final boolean stream;

    /** The map is in the order of the body and is not changed afterwards. */
    ScannedRequest(byte[] bytes, int objectStart, Map<String, RequestMember> members) {
        this.bytes = bytes;
        this.objectStart = objectStart;
        this.members = members;
        this.model = members.containsKey("model") ? ModelName.read(bytes, members.get("model")) : Optional.empty();
        this.stream = members.containsKey("stream") && readStream(members.get("stream"));
    }

    /** The body as it came; not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** Whether the object has this key at its top level, with any value, null included. */
    public boolean has(String key) {
        return members.containsKey(key);
    }

    /** The model asked for; empty where the request names none or null. */
    public Optional<String> model() {
        return model;
    }

    /** Whether the answer is to come as a stream of events. */
    public boolean stream() {
        return stream;
    }

    /**
     * Insists on a member.
     *
     * @throws RequestRejected where it is missing or null
     */
    public void require(String key) {
        if (present(key).kind() == JsonKind.NULL) {
            throw new RequestRejected(ApiErrors.invalidValue(key, "it must not be null."));
        }
    }

    /**
     * Insists on a list of something.
     *
     * @throws RequestRejected where the member is missing, is no array, or is an empty one
     */
    public void requireArray(String key) {
        RequestMember member = present(key);
        if (member.kind() != JsonKind.ARRAY || isEmptyArray(member)) {
            throw new RequestRejected(ApiErrors.invalidValue(key, "it must be an array that is not empty."));
        }
    }

    /** The value of a top-level member exactly as the body spells it. */
    Optional<String> rawValue(String key) {
        return Optional.ofNullable(members.get(key))
                .map(member -> new String(
                        bytes, member.valueStart(), member.valueEnd() - member.valueStart(), StandardCharsets.UTF_8));
    }

    /** A top-level member; null where there is none. */
    RequestMember member(String key) {
        return members.get(key);
    }

    int objectStart() {
        return objectStart;
    }

    Collection<RequestMember> members() {
        return members.values();
    }

    private RequestMember present(String key) {
        RequestMember member = members.get(key);
        if (member == null) {
            throw new RequestRejected(ApiErrors.missingParameter(key));
        }
        return member;
    }

    private boolean isEmptyArray(RequestMember array) {
        int at = array.valueStart() + 1;
        while (JsonText.isWhitespace(bytes[at])) {
            at++;
        }
        return bytes[at] == ']';
    }

    private static boolean readStream(RequestMember stream) {
        return switch (stream.kind()) {
            case TRUE -> true;
            case FALSE, NULL -> false;
            default -> throw new RequestRejected(ApiErrors.invalidValue("stream", "it must be true or false."));
        };
    }
}
