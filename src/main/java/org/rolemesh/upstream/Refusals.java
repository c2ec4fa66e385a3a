package org.rolemesh.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import org.rolemesh.catalog.Alias;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.BackendState;
import org.rolemesh.wire.AnswerHead;

/** What an upstream's answer that is not a success means to the client. Pure. */
final class Refusals {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_SHOWN = 300;
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final long MAX_RETRY_AFTER_SECONDS = 60;

    private Refusals() {}

    static UpstreamBusy busy(Alias alias, AnswerHead head, Buffer body) {
        boolean loading = BackendState.isLoading(head.status(), parsed(body));
        return new UpstreamBusy(alias.modelName(), loading, retryAfter(head));
    }

    /** A 4xx or 501 with an error object goes to the client as it is; a page of some web server does not. */
    static UpstreamFailure refusal(AnswerHead head, Buffer body) {
        JsonNode error = errorIn(body);
        if (error == null) {
            return unusable(head);
        }
        return BackendState.saysPromptTooLong(error)
                ? new PromptTooLong(head.status(), body.getBytes())
                : new UpstreamRejected(head.status(), body.getBytes());
    }

    static UpstreamFailure failure(AnswerHead head, Buffer body) {
        JsonNode error = errorIn(body);
        if (error == null) {
            return unusable(head);
        }
        String message =
                error.isTextual() ? error.asText() : error.path("message").asText();
        return new UpstreamBroken(ApiErrors.upstreamProtocol(
                "it answered " + head.status() + ": " + message.substring(0, Math.min(MAX_SHOWN, message.length()))));
    }

    static UpstreamBroken unusable(AnswerHead head) {
        String type = head.header("Content-Type");
        String what = head.status() == 200
                ? "it answered 200 with content type " + (type == null ? "none" : type.split(";", 2)[0])
                : "it answered " + head.status() + " without an error object";
        return new UpstreamBroken(ApiErrors.upstreamProtocol(what));
    }

    static boolean isClose(Throwable cause) {
        return cause instanceof IOException;
    }

    static Duration retryAfter(AnswerHead head) {
        String value = head.header("Retry-After");
        try {
            long seconds = value == null ? 0 : Long.parseLong(value.trim());
            return seconds > 0 ? Duration.ofSeconds(Math.min(seconds, MAX_RETRY_AFTER_SECONDS)) : SOON;
        } catch (NumberFormatException e) {
            // A date, which the standard allows too: soon is close enough.
            return SOON;
        }
    }

    private static JsonNode errorIn(Buffer body) {
        JsonNode error = parsed(body).path("error");
        return error.isObject() || error.isTextual() ? error : null;
    }

    static JsonNode parsed(Buffer body) {
        try {
            return JSON.readTree(body.getBytes());
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot fail to be read", e);
        }
    }
}
