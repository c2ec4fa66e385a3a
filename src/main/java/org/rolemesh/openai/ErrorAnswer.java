package org.rolemesh.openai;

import java.time.Duration;

/**
 * An error as it goes to a client.
 *
 * @param code the {@code code} of the error object, for the log
 * @param retryAfter null where asking again would not help
 * @param json the whole body
 */
public record ErrorAnswer(int status, String code, Duration retryAfter, byte[] json) {
    public static ErrorAnswer of(ApiError error) {
        return new ErrorAnswer(error.status(), error.code(), error.retryAfter(), error.toJson());
    }

    /** Whole seconds for the {@code Retry-After} header, at least 1: OpenAI's SDKs ignore 0. */
    public long retryAfterSeconds() {
        return Math.max(1, (retryAfter.toMillis() + 999) / 1000);
    }
}
