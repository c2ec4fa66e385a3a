package org.rolemesh.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.wire.AnswerHead;

/** What it means to an operator that the agent of a node did not do as it was asked. Pure. */
final class AgentRefusals {
    private AgentRefusals() {}

    static ApiError of(String nodeId, AnswerHead head, Buffer body) {
        JsonNode error = Refusals.parsed(body).path("error");
        int status = head.status();
        return switch (status) {
            case 401, 403 -> ApiErrors.agentKeyRefused(nodeId);
            case 404, 405 ->
                error.path("code").asText().equals("model_not_found")
                        ? refused(nodeId, status, error)
                        : ApiErrors.notAtAgent(nodeId);
            case 429, 503 ->
                error.isObject()
                        ? refused(nodeId, status, error).withRetryAfter(Refusals.retryAfter(head))
                        : noAgent(nodeId, status);
            default -> status >= 400 && error.isObject() ? refused(nodeId, status, error) : noAgent(nodeId, status);
        };
    }

    private static ApiError refused(String nodeId, int status, JsonNode error) {
        return ApiErrors.agentRefused(
                nodeId,
                status,
                error.path("type").asText(),
                error.path("code").asText(),
                error.path("message").asText());
    }

    private static ApiError noAgent(String nodeId, int status) {
        return ApiErrors.agentUnreachable(nodeId, "it answered " + status + ", and not as an agent does");
    }

    /** In words for {@link ApiErrors#agentUnreachable}. */
    static String whyUnreachable(Throwable failure) {
        if (failure instanceof UpstreamTimedOut) {
            return "it did not answer within ten seconds";
        }
        if (failure instanceof UpstreamBroken) {
            return "its connection closed before it had answered";
        }
        return failure instanceof UpstreamUnreachable unreachable ? unreachable.why() : "no connection could be made";
    }
}
