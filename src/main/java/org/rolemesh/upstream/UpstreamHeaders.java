package org.rolemesh.upstream;

import java.util.LinkedHashMap;
import java.util.Map;
import org.rolemesh.access.ClientCall;
import org.rolemesh.access.RequestId;
import org.rolemesh.access.TraceHop;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.config.UpstreamUrl;
import org.rolemesh.openai.ModelRequest;
import org.rolemesh.wire.AnswerHead;
import org.rolemesh.wire.RequestHead;

/** Which headers cross the gateway: those named here, and no others, in either direction. */
final class UpstreamHeaders {
    private static final String JSON = "application/json";

    private UpstreamHeaders() {}

    /**
     * The head of a request.
     *
     * @param length of its body, in bytes
     * @param call whose request it is; null: no client's
     */
    static RequestHead onRequest(Upstream upstream, ModelRequest request, int length, ClientCall call, TraceHop hop) {
        UpstreamUrl url = upstream.url();
        RequestHead head = new RequestHead("POST", url.path(request.api().path()), url.authority())
                .with("Content-Type", JSON)
                .with("Content-Length", Integer.toString(length))
                .with("Accept", request.body().stream() ? "text/event-stream" : JSON)
                .with("User-Agent", "rolemesh-gateway");
        if (upstream.apiKey() != null) {
            head.with("Authorization", "Bearer " + upstream.apiKey().reveal());
        }
        if (call != null) {
            head.with(RequestId.HEADER, call.requestId());
            trace(head, hop);
        }
        return head;
    }

    private static void trace(RequestHead head, TraceHop hop) {
        String traceparent = hop.traceparent();
        if (traceparent != null) {
            head.with("traceparent", traceparent);
        }
        if (hop.trace().state() != null) {
            head.with("tracestate", hop.trace().state());
        }
    }

    /** The headers of a stream that no upstream has begun yet. */
    static Map<String, String> beforeAnswer(String alias) {
        Map<String, String> headers = ofEvents();
        headers.put("X-RoleMesh-Alias", alias);
        return headers;
    }

    /** The headers of the client's answer. */
    static Map<String, String> onAnswer(
            AnswerHead head, String alias, Upstream upstream, int attempts, boolean stream) {
        Map<String, String> headers = stream ? ofEvents() : ofDocument();
        headers.put("X-RoleMesh-Alias", alias);
        headers.put("X-RoleMesh-Upstream", upstream.name());
        headers.put("X-RoleMesh-Attempts", Integer.toString(attempts));
        head.forEach((name, value) -> {
            if (isPassedOn(name)) {
                headers.put(name, value);
            }
        });
        return headers;
    }

    private static Map<String, String> ofEvents() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "text/event-stream; charset=utf-8");
        headers.put("Cache-Control", "no-cache");
        // nginx in front would hold events back until its buffer is full.
        headers.put("X-Accel-Buffering", "no");
        return headers;
    }

    private static Map<String, String> ofDocument() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        return headers;
    }

    private static boolean isPassedOn(String name) {
        return startsWith(name, "openai-") || startsWith(name, "x-ratelimit-");
    }

    private static boolean startsWith(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }
}
