package org.rolemesh.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;

/** Ends an answer whose request may have a body that nobody has read. */
final class UnreadBody {
    private static final long LINGER_MS = 2_000;

    private UnreadBody() {}

    /** Lets the answer, when it is sent, be the last of its connection. */
    static void closeAfterAnswer(HttpServerRequest request) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }

    /**
     * Sends {@code body} and ends the answer. What the client is still sending is taken and dropped for at most two
     * seconds, so that it sees the answer before the connection closes.
     */
    static Future<Void> endAnswer(HttpServerRequest request, Buffer body) {
        if (request.isEnded() || !hasBody(request)) {
            request.resume();
            Future<Void> ended = request.response().end(body);
            if (isLast(request)) {
                ended.onComplete(ignored -> request.connection().close());
            }
            return ended;
        }
        closeAfterAnswer(request);
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

    private static boolean isLast(HttpServerRequest request) {
        return request.response().headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true);
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return length == null ? request.getHeader("Transfer-Encoding") != null : !length.equals("0");
    }
}
