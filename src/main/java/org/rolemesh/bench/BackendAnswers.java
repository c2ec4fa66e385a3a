package org.rolemesh.bench;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a backend of this profile says, as bytes of HTTP made ahead; in the manner of llama-server. Thread safe, as buffers
 * that nobody writes to are.
 */
final class BackendAnswers {
    static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

    /** Not llama.cpp: that closes its connection after a stream, and so does whoever knows it; this one keeps them. */
    private static final String SERVER = "Server: rolemesh-bench";

    private static final String STREAM_HEAD = String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            SERVER,
            "Content-Type: text/event-stream",
            "Cache-Control: no-cache",
            "Transfer-Encoding: chunked",
            "",
            "");
    private static final String LAST_CHUNK = "0\r\n\r\n";

    private final BackendProfile profile;
    private final Buffer health = json(200, "{\"status\":\"ok\"}");
    private final Buffer unknown =
            json(404, "{\"error\":{\"code\":404,\"message\":\"File Not Found\",\"type\":\"not_found_error\"}}");
    private final Buffer models;
    private final Buffer first;
    private final Buffer next;
    /** By their number of tokens. */
    private final Map<Integer, Buffer> whole = new ConcurrentHashMap<>();

    BackendAnswers(BackendProfile profile) {
        this.profile = profile;
        String event =
                chunk(event("{\"index\":0,\"finish_reason\":null,\"delta\":{\"content\":\"" + token() + "\"}}", ""));
        first = Buffer.buffer(STREAM_HEAD + event);
        next = Buffer.buffer(event);
        models = json(
                200,
                "{\"object\":\"list\",\"data\":[{\"id\":\"" + profile.model()
                        + "\",\"object\":\"model\",\"created\":1700000000,\"owned_by\":\"llamacpp\"}]}");
    }

    Buffer health() {
        return health;
    }

    Buffer models() {
        return models;
    }

    Buffer unknown() {
        return unknown;
    }

    /** The whole answer to a request that does not stream. */
    Buffer whole(int tokens) {
        return whole.computeIfAbsent(tokens, this::makeWhole);
    }

    private Buffer makeWhole(int tokens) {
        return json(
                200,
                "{\"choices\":[{\"finish_reason\":\"stop\",\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                        + token().repeat(tokens) + "\"}}],\"created\":1700000000,\"model\":\"" + profile.model()
                        + "\",\"object\":\"chat.completion\"," + usage(tokens) + ",\"id\":\"chatcmpl-bench\","
                        + timings(tokens) + "}");
    }

    private String token() {
        return "x".repeat(profile.tokenBytes() - 1) + " ";
    }

    /** The head of a stream, and its first event. */
    Buffer first() {
        return first;
    }

    /** An event in the middle. */
    Buffer next() {
        return next;
    }

    /** The last event, which says why the answer stops, and the end of the stream. */
    Buffer last(int tokens) {
        return Buffer.buffer(chunk(event("{\"index\":0,\"finish_reason\":\"stop\",\"delta\":{}}", "," + timings(tokens))
                        + "data: [DONE]\n\n")
                + LAST_CHUNK);
    }

    /** A stream of one event. */
    Buffer only() {
        return Buffer.buffer(STREAM_HEAD).appendBuffer(last(0));
    }

    private String event(String choice, String more) {
        return "data: {\"choices\":[" + choice + "],\"created\":1700000000,\"id\":\"chatcmpl-bench\",\"model\":\""
                + profile.model() + "\",\"object\":\"chat.completion.chunk\"" + more + "}\n\n";
    }

    private static String usage(int tokens) {
        return "\"usage\":{\"completion_tokens\":%d,\"prompt_tokens\":8,\"total_tokens\":%d}"
                .formatted(tokens, tokens + 8);
    }

    private static String timings(int tokens) {
        return "\"timings\":{\"prompt_n\":8,\"prompt_ms\":1.0,\"predicted_n\":%d,\"predicted_ms\":1.0}"
                .formatted(tokens);
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + text + "\r\n";
    }

    private static Buffer json(int status, String body) {
        return Buffer.buffer("HTTP/1.1 " + status + (status == 200 ? " OK" : " Not Found")
                + "\r\n" + SERVER + "\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }
}
