package org.rolemesh.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rolemesh.access.ClientCall;
import org.rolemesh.access.RequestId;
import org.rolemesh.access.TraceHop;
import org.rolemesh.catalog.Upstream;

/** Which headers cross the gateway: those named here, and no others, in either direction. */
final class UpstreamHeaders {
    // With their hash and bytes made once.
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence EVENTS = HttpHeaders.createOptimized("text/event-stream");
    private static final CharSequence PRODUCT = HttpHeaders.createOptimized("rolemesh-gateway");
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized(RequestId.HEADER);

    private UpstreamHeaders() {}

    /** @param call whose request it is; null: no client's */
    static void onRequest(HttpClientRequest request, Upstream upstream, boolean stream, ClientCall call, TraceHop hop) {
        MultiMap headers = request.headers();
        headers.set(HttpHeaders.CONTENT_TYPE, JSON);
        headers.set(HttpHeaders.ACCEPT, stream ? EVENTS : JSON);
        headers.set(HttpHeaders.USER_AGENT, PRODUCT);
        if (upstream.apiKey() != null) {
            headers.set(HttpHeaders.AUTHORIZATION, "Bearer " + upstream.apiKey().reveal());
        }
        if (call != null) {
            headers.set(REQUEST_ID, call.requestId());
            trace(headers, hop);
        }
    }

    private static void trace(MultiMap headers, TraceHop hop) {
        String traceparent = hop.traceparent();
        if (traceparent != null) {
            headers.set("traceparent", traceparent);
        }
        if (hop.trace().state() != null) {
            headers.set("tracestate", hop.trace().state());
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
            HttpClientResponse response, String alias, Upstream upstream, int attempts, boolean stream) {
        Map<String, String> headers = stream ? ofEvents() : ofDocument();
        headers.put("X-RoleMesh-Alias", alias);
        headers.put("X-RoleMesh-Upstream", upstream.name());
        headers.put("X-RoleMesh-Attempts", Integer.toString(attempts));
        response.headers().forEach((name, value) -> {
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
