package org.rolemesh.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.rolemesh.access.ClientCall;
import org.rolemesh.openai.ErrorAnswer;

/** Sends an error object where no route has made one. */
final class ErrorResponse {
    private ErrorResponse() {}

    static Future<Void> send(HttpServerRequest request, ClientCall call, ErrorAnswer answer) {
        HttpServerResponse response = request.response();
        response.setStatusCode(answer.status());
        response.putHeader("Content-Type", "application/json");
        if (answer.retryAfter() != null) {
            response.putHeader("Retry-After", Long.toString(answer.retryAfterSeconds()));
        }
        call.answeredWith(answer.status());
        call.failedWith(answer.code());
        call.wrote(answer.json().length);
        return UnreadBody.endAnswer(request, Buffer.buffer(answer.json()));
    }
}
