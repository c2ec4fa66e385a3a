package org.rolemesh.http;

import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.ApiErrors;

/** What a well-formed head must be beside that before any route sees it. */
final class DoorChecks {
    private static final int MAX_HEADERS = 100;

    private DoorChecks() {}

    /** The fault of {@code request}, or null where it has none. */
    static ApiError faultOf(Request request) {
        if (request.headers().size() > MAX_HEADERS) {
            return ApiErrors.headersTooLarge();
        }
        if (!request.target().startsWith("/")) {
            return ApiErrors.badRequest("the request target must be a path");
        }
        String host = request.headers().only("Host");
        if (host == null || !isHost(host)) {
            return ApiErrors.badRequest("exactly one valid Host header is needed");
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
