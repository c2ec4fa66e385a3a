package org.rolemesh.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.ApiErrors;

/** What a request's head must be before any route sees it; what the HTTP decoder lets through and should not. */
final class DoorChecks {
    private static final int MAX_HEADERS = 100;

    private DoorChecks() {}

    /** The fault of {@code request}, or null where it has none. */
    static ApiError faultOf(HttpServerRequest request) {
        int headers = 0;
        for (Map.Entry<String, String> header : request.headers()) {
            if (++headers > MAX_HEADERS) {
                return ApiErrors.headersTooLarge();
            }
            if (header.getKey().isEmpty()) {
                return ApiErrors.badRequest("a header has no name");
            }
        }
        if (!request.uri().startsWith("/")) {
            return ApiErrors.badRequest("the request target must be a path");
        }
        List<String> hosts = request.headers().getAll("Host");
        if (hosts.size() != 1 || !isHost(hosts.get(0))) {
            return ApiErrors.badRequest("exactly one valid Host header is needed");
        }
        List<String> codings = request.headers().getAll("Transfer-Encoding");
        if (codings.size() > 1 || (codings.size() == 1 && !codings.get(0).equalsIgnoreCase("chunked"))) {
            return ApiErrors.badRequest("the only transfer coding is chunked");
        }
        return null;
    }

    private static boolean isHost(String host) {
        if (host.isEmpty()) {
            return false;
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (!isAsciiLetterOrDigit(c) && ".-_:[]%".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAsciiLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
