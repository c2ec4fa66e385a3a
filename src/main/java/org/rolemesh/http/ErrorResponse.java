package org.rolemesh.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.rolemesh.access.ClientCall;
import org.rolemesh.openai.ErrorAnswer;

/** Sends an error object where no route has made one. */
final class ErrorResponse {
    private ErrorResponse() {}

    static Future<Void> send(Request request, ClientCall call, ErrorAnswer answer) {
        Answer response = request.answer().status(answer.status()).header("Content-Type", "application/json");
        if (answer.retryAfter() != null) {
            response.header("Retry-After", Long.toString(answer.retryAfterSeconds()));
        }
        call.answeredWith(answer.status());
        call.failedWith(answer.code());
        call.wrote(answer.json().length);
        return response.end(Buffer.buffer(answer.json()));
    }
}
