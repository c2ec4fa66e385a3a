package org.rolemesh.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** The gateway has answered with an error object; the message is the gateway's. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    /** Codes that an answer may end with when its status has been sent. */
    private static final Set<String> TEMPORARY = Set.of(
            "concurrency_limit",
            "draining",
            "model_loading",
            "overloaded",
            "queue_timeout",
            "rate_limit_exceeded",
            "role_unavailable",
            "too_many_bad_keys");

    private final int status;
    private final String code;

    private Refusal(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** @param answer the whole answer; one that is not of a gateway is refused with its status alone */
    static Refusal of(int status, JsonNode answer) {
        JsonNode error = answer.path("error");
        String message = error.path("message").asText();
        return new Refusal(
                status,
                error.path("code").asText(),
                message.isEmpty() ? "it answered " + status + ", and not as a gateway does; check --url" : message);
    }

    public String code() {
        return code;
    }

    /** Whether another key is needed. */
    public boolean isOfKey() {
        return status == UNAUTHORIZED || status == FORBIDDEN;
    }

    /** Whether the same request may do later. */
    public boolean isTemporary() {
        return status == TOO_MANY || status == UNAVAILABLE || TEMPORARY.contains(code);
    }
}
