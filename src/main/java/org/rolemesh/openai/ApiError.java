package org.rolemesh.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/**
 * One failure as a client sees it: an HTTP status and the members of OpenAI's error object. Immutable.
 *
 * @param status HTTP status, 400 to 599
 * @param type OpenAI's error class, such as {@code invalid_request_error}
 * @param code the fixed word a program may test for
 * @param param the request member at fault, or null
 * @param message what went wrong and how to mend it; never a path, class name or stack
 * @param retryAfter how long to wait before the next try, or null
 */
public record ApiError(int status, String type, String code, String param, String message, Duration retryAfter) {

    private static final JsonFactory JSON = new JsonFactory();

    public ApiError {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("An error's status is from 400 to 599, not " + status);
        }
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
    }

    /** Whether the model's server is at fault, not the client nor the gateway. */
    public boolean blamesUpstream() {
        return type.equals(ApiErrors.UPSTREAM);
    }

    public ApiError withParam(String newParam) {
        return new ApiError(status, type, code, newParam, message, retryAfter);
    }

    public ApiError withRetryAfter(Duration newRetryAfter) {
        return new ApiError(status, type, code, param, message, newRetryAfter);
    }

    /** Whole seconds for the {@code Retry-After} header: rounded up, at least 1, also where {@link #retryAfter} is null. */
    public long retryAfterSeconds() {
        return retryAfter == null
                ? 1
                : Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    }

    /** The body of an error answer, {@code {"error":{"message","type","param","code"}}}, in UTF-8. */
    public byte[] toJson() {
        // Written as chars: a lone surrogate in a message then becomes '?', where a byte generator would throw.
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeObjectFieldStart("error");
            json.writeStringField("message", message);
            json.writeStringField("type", type);
            json.writeStringField("param", param);
            json.writeStringField("code", code);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
