package org.rolemesh.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;

/** Ends an answer whose request may have a body that nobody has read. */
final class UnreadBody {
    private static final long LINGER_MS = 2_000;

    private UnreadBody() {}

    /**
     * Sends {@code body} and ends the answer. What the client is still sending is taken and dropped for at most two
     * seconds, so that it sees the answer before the connection closes.
     */
    static Future<Void> endAnswer(HttpServerRequest request, Buffer body) {
        if (request.isEnded() || !hasBody(request)) {
            request.resume();
            return request.response().end(body);
        }
        request.response().putHeader("Connection", "close");
        Future<Void> ended = request.response().end(body);
        drain(request);
        return ended;
    }

    private static void drain(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        var vertx = ((HttpServerRequestInternal) request).context().owner();
        long timer = vertx.setTimer(LINGER_MS, ignored -> connection.close());
        connection.closeHandler(ignored -> vertx.cancelTimer(timer));
        request.exceptionHandler(ignored -> {});
        request.handler(ignored -> {});
        request.endHandler(ignored -> connection.close());
        request.resume();
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return length == null ? request.getHeader("Transfer-Encoding") != null : !length.equals("0");
    }
}
