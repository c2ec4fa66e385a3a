package org.rolemesh.openai;

import java.time.Duration;

/**
 * Every failure the gateway tells a client of, each in one place with its status, type, code and words.
 *
 * <p>A {@code detail} or {@code reason} is the gateway's own text and is shown as it is; a model, alias or key may come
 * from a user and is shortened and cleaned before it is shown.
 */
public final class ApiErrors {

    private static final String INVALID_REQUEST = "invalid_request_error";
    private static final String AUTHENTICATION = "authentication_error";
    private static final String PERMISSION = "permission_error";
    private static final String RATE_LIMIT = "rate_limit_error";
    private static final String UNAVAILABLE = "service_unavailable_error";
    static final String UPSTREAM = "upstream_error";
    private static final String SERVER = "server_error";

    private ApiErrors() {}

    // What the body says.

    public static ApiError invalidJson(String detail) {
        return error(400, INVALID_REQUEST, "invalid_json", "The request body is not one valid JSON object: " + detail);
    }

    public static ApiError jsonLimits(String detail) {
        return error(400, INVALID_REQUEST, "json_limits", "The request body is beyond what is read: " + detail);
    }

    public static ApiError invalidUtf8() {
        return error(
                400, INVALID_REQUEST, "invalid_utf8", "The request body is not valid UTF-8; send the JSON in UTF-8.");
    }

    public static ApiError duplicateKey(String key) {
        String shown = ShownText.of(key);
        return error(
                        400,
                        INVALID_REQUEST,
                        "duplicate_key",
                        "The key '" + shown + "' is there twice in one JSON object; send it once.")
                .withParam(shown);
    }

    public static ApiError invalidValue(String param, String detail) {
        return error(400, INVALID_REQUEST, "invalid_value", "Invalid '" + param + "': " + detail)
                .withParam(param);
    }

    public static ApiError missingParameter(String param) {
        return error(
                        400,
                        INVALID_REQUEST,
                        "missing_required_parameter",
                        "The request body has no '" + param + "'; it is required.")
                .withParam(param);
    }

    // Who asks, and for which role.

    public static ApiError unauthorized() {
        return error(
                401,
                AUTHENTICATION,
                "invalid_api_key",
                "No valid API key was sent. Send one as 'Authorization: Bearer KEY' or as 'X-Api-Key: KEY'.");
    }

    public static ApiError forbidden(String message) {
        return error(403, PERMISSION, "forbidden", message);
    }

    /** To a node, whatever its key. */
    public static ApiError clientCertificateRequired() {
        return error(
                403,
                PERMISSION,
                "client_certificate_required",
                "This path is for nodes that show a client certificate from an authority which tls.client_ca of the gateway"
                        + " names; set cert and key under gateway_tls in the agent's config.");
    }

    public static ApiError tooManyBadKeys(Duration retryAfter) {
        return error(
                        429,
                        RATE_LIMIT,
                        "too_many_bad_keys",
                        "Too many requests with an invalid API key came from this address; wait, then send a valid one.")
                .withRetryAfter(retryAfter);
    }

    public static ApiError modelNotFound(String model) {
        return error(
                        404,
                        INVALID_REQUEST,
                        "model_not_found",
                        "The model '" + ShownText.of(model)
                                + "' does not exist here; GET /v1/models lists those that do.")
                .withParam("model");
    }

    public static ApiError roleUnavailable(String alias, String reason, Duration retryAfter) {
        return error(
                        503,
                        UNAVAILABLE,
                        "role_unavailable",
                        "The model '" + ShownText.of(alias) + "' cannot answer now: " + reason)
                .withRetryAfter(retryAfter);
    }

    public static ApiError modelLoading(String alias, Duration retryAfter) {
        return error(
                        503,
                        UNAVAILABLE,
                        "model_loading",
                        "The model '" + ShownText.of(alias) + "' is still loading; try again later.")
                .withRetryAfter(retryAfter);
    }

    public static ApiError concurrencyLimit(String alias, Duration retryAfter) {
        return error(
                        429,
                        RATE_LIMIT,
                        "concurrency_limit",
                        "The model '" + ShownText.of(alias)
                                + "' has as many requests running and waiting as it may have; try again later.")
                .withRetryAfter(retryAfter);
    }

    /** By the topology of the gateway's owner. */
    public static ApiError rateLimited(Duration retryAfter) {
        return error(429, RATE_LIMIT, "rate_limit_exceeded", "There were too many requests; try again later.")
                .withRetryAfter(retryAfter);
    }

    public static ApiError queueTimeout(String alias, Duration retryAfter) {
        return error(
                        503,
                        UNAVAILABLE,
                        "queue_timeout",
                        "The request waited too long for a free place at the model '" + ShownText.of(alias)
                                + "'; try again later.")
                .withRetryAfter(retryAfter);
    }

    // What a node says of itself.

    public static ApiError nodeUnknown(String nodeId) {
        return error(
                404,
                INVALID_REQUEST,
                "node_unknown",
                "The node '" + ShownText.of(nodeId)
                        + "' is not registered here; register it by POST /v1/nodes/register.");
    }

    /** {@code liveUrl} is where the node lives that has the id. */
    public static ApiError nodeIdConflict(String nodeId, String liveUrl) {
        String shown = ShownText.of(nodeId);
        return error(
                409,
                INVALID_REQUEST,
                "node_id_conflict",
                "The node_id '" + shown + "' belongs to a live node at " + liveUrl
                        + ". Give this one another, or wait until that one has stopped, or remove it by"
                        + " DELETE /v1/nodes/" + shown + ".");
    }

    public static ApiError nodeReplaced(String nodeId) {
        String shown = ShownText.of(nodeId);
        return error(
                409,
                INVALID_REQUEST,
                "node_replaced",
                "An agent that started later has registered as node '" + shown
                        + "'. End this one, or give it another node_id. Where there is no other, because the clock of"
                        + " this host was set back, remove that node by DELETE /v1/nodes/" + shown + ".");
    }

    public static ApiError baseUrlNotAllowed(String detail) {
        return error(400, INVALID_REQUEST, "base_url_not_allowed", "Invalid 'base_url': " + detail)
                .withParam("base_url");
    }

    public static ApiError tooManyNodes(int limit) {
        return error(
                        429,
                        RATE_LIMIT,
                        "too_many_nodes",
                        "As many as " + limit + " nodes are registered, and none of them is stale. Remove some by"
                                + " DELETE /v1/nodes/{id}.")
                .withRetryAfter(Duration.ofSeconds(30));
    }

    // What an operator asks of nodes.

    public static ApiError agentUnreachable(String nodeId, String reason) {
        return error(
                502,
                UPSTREAM,
                "agent_unreachable",
                "The agent of node '" + ShownText.of(nodeId) + "' could not be asked: " + reason
                        + ". See whether it runs, and whether GET /v1/nodes has its address right.");
    }

    public static ApiError agentKeyRefused(String nodeId) {
        return error(
                502,
                UPSTREAM,
                "agent_key_refused",
                "The agent of node '" + ShownText.of(nodeId)
                        + "' refused the gateway's key. Set the variable that nodes.upstream_key_env of the gateway names to"
                        + " one of the keys under auth.api_keys of the agent.");
    }

    public static ApiError notAtAgent(String nodeId) {
        return error(
                404,
                INVALID_REQUEST,
                "not_at_agent",
                "The node '" + ShownText.of(nodeId)
                        + "' has nothing by this name; GET /v1/nodes shows its roles, and its slots where a node agent"
                        + " runs there.");
    }

    /** In the agent's own words, which are shortened and cleaned. */
    public static ApiError agentRefused(String nodeId, int status, String type, String code, String message) {
        return error(
                status,
                word(type, UPSTREAM),
                word(code, "agent_refused"),
                "Node '" + ShownText.of(nodeId) + "': " + ShownText.ofSentence(message));
    }

    private static String word(String told, String otherwise) {
        return told.matches("[a-z_]{1,64}") ? told : otherwise;
    }

    public static ApiError roleWithoutAgent(String model) {
        return error(
                409,
                INVALID_REQUEST,
                "role_without_agent",
                "The model '" + ShownText.of(model)
                        + "' is of type proxy: no node agent runs it that could be asked. Load or unload it at its own"
                        + " server, or let a node announce it and make it type: discovered.");
    }

    public static ApiError roleNotOnNode(String model, String nodeId) {
        return error(
                        409,
                        INVALID_REQUEST,
                        "role_not_on_node",
                        "The node '" + ShownText.of(nodeId) + "' does not offer the model '" + ShownText.of(model)
                                + "'; GET /v1/nodes shows which roles it has.")
                .withParam("node");
    }

    // What the HTTP layer refuses.

    public static ApiError badRequest(String detail) {
        return error(400, INVALID_REQUEST, "bad_request", "The request is not valid HTTP: " + detail);
    }

    public static ApiError notFound() {
        return error(404, INVALID_REQUEST, "not_found", "There is nothing at this path.");
    }

    public static ApiError methodNotAllowed() {
        return error(
                405,
                INVALID_REQUEST,
                "method_not_allowed",
                "This path does not take this method; the Allow header lists those it takes.");
    }

    public static ApiError requestTimeout() {
        return error(
                408, INVALID_REQUEST, "request_timeout", "The request did not arrive in time; send it without pauses.");
    }

    public static ApiError bodyTooLarge(long limitBytes) {
        return error(
                413,
                INVALID_REQUEST,
                "body_too_large",
                "The request body is larger than " + limitBytes + " bytes, the most that is taken.");
    }

    public static ApiError uriTooLong() {
        return error(414, INVALID_REQUEST, "uri_too_long", "The request line is too long; shorten the path or query.");
    }

    public static ApiError unsupportedMediaType(String detail) {
        return error(415, INVALID_REQUEST, "unsupported_media_type", detail);
    }

    public static ApiError headersTooLarge() {
        return error(
                431, INVALID_REQUEST, "headers_too_large", "The request headers are too many or too large; send less.");
    }

    // What the gateway itself cannot do.

    public static ApiError internal() {
        return error(
                500,
                SERVER,
                "internal_error",
                "The gateway failed on this request; its log has the cause under the X-Request-Id of this answer.");
    }

    public static ApiError overloaded() {
        return error(503, UNAVAILABLE, "overloaded", "The gateway has no thread left for this; try again later.")
                .withRetryAfter(Duration.ofSeconds(1));
    }

    public static ApiError reloadFailed(String faults) {
        return error(
                422, INVALID_REQUEST, "reload_failed", "Nothing was changed, since the files have faults: " + faults);
    }

    public static ApiError draining() {
        return error(503, UNAVAILABLE, "draining", "The gateway is shutting down; try again later.");
    }

    // What the upstream did.

    public static ApiError upstreamConnectFailed() {
        return error(502, UPSTREAM, "upstream_connect_failed", "The model's server could not be reached.");
    }

    public static ApiError upstreamProtocol(String detail) {
        return error(
                502,
                UPSTREAM,
                "upstream_bad_answer",
                "The model's server sent an answer that cannot be used: " + detail);
    }

    public static ApiError upstreamAuthFailed() {
        return error(
                502,
                UPSTREAM,
                "upstream_auth_failed",
                "The model's server refused the gateway's own key; the gateway's configuration needs a valid one.");
    }

    public static ApiError upstreamClosed() {
        return error(
                502,
                UPSTREAM,
                "upstream_closed",
                "The model's server closed the connection before its answer was complete.");
    }

    public static ApiError upstreamTimeout() {
        return error(504, UPSTREAM, "upstream_timeout", "The model's server did not begin to answer in time.");
    }

    public static ApiError upstreamIdle() {
        return error(
                504, UPSTREAM, "upstream_idle_timeout", "The model's server went silent in the middle of its answer.");
    }

    private static ApiError error(int status, String type, String code, String message) {
        return new ApiError(status, type, code, null, message, null);
    }
}
