package org.rolemesh.http;

import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.rolemesh.access.ClientCall;
import org.rolemesh.openai.ClientFacing;
import org.rolemesh.openai.ErrorAnswer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what a route has left in its exchange, unless a step has answered the client already. On the event loop. */
final class AnswerWriter {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerWriter.class);

    private AnswerWriter() {}

    static Future<Void> write(
            Exchange exchange,
            HttpServerRequest request,
            ClientCall call,
            HeaderFilterStrategy filter,
            Executor blocking) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return Future.succeededFuture();
        }
        if (response.headWritten()) {
            // Only a failure leaves a begun answer open; a clean end would pass for a whole one.
            request.connection().close();
            return Future.succeededFuture();
        }
        if (exchange.getException() != null) {
            return ErrorResponse.send(request, call, answerTo(exchange.getException(), call));
        }
        return send(exchange.getMessage(), request, call, filter, blocking);
    }

    private static ErrorAnswer answerTo(Exception failure, ClientCall call) {
        ErrorAnswer answer = ClientFacing.answerTo(failure);
        if (answer.status() == 500) {
            LOG.error("request failed id={}", call.requestId(), failure);
        }
        return answer;
    }

    private static Future<Void> send(
            Message message,
            HttpServerRequest request,
            ClientCall call,
            HeaderFilterStrategy filter,
            Executor blocking) {
        HttpServerResponse response = request.response();
        Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        response.setStatusCode(status == null ? 200 : status);
        copyHeaders(message, response, filter);
        copyContentType(message, response);
        call.answeredWith(response.getStatusCode());
        Object body = message.getBody();
        if (body instanceof InputStream stream) {
            response.setChunked(true);
            return new InputStreamPump(stream, request, call, blocking).run();
        }
        Buffer bytes = bytesOf(body, message);
        call.wrote(bytes.length());
        return UnreadBody.endAnswer(request, bytes);
    }

    private static void copyHeaders(Message message, HttpServerResponse response, HeaderFilterStrategy filter) {
        message.getHeaders().forEach((name, value) -> {
            if (value != null && !filter.applyFilterToCamelHeaders(name, value, message.getExchange())) {
                response.putHeader(name, value.toString());
            }
        });
    }

    /** Camel's filter takes it for its own. */
    private static void copyContentType(Message message, HttpServerResponse response) {
        String type = message.getHeader(Exchange.CONTENT_TYPE, String.class);
        if (type != null) {
            response.putHeader("Content-Type", type);
        }
    }

    private static Buffer bytesOf(Object body, Message message) {
        if (body == null) {
            return Buffer.buffer();
        }
        if (body instanceof byte[] bytes) {
            return uncopied(bytes);
        }
        if (body instanceof Buffer buffer) {
            return buffer;
        }
        if (body instanceof String text) {
            return uncopied(text.getBytes(StandardCharsets.UTF_8));
        }
        byte[] converted = message.getBody(byte[].class);
        if (converted == null) {
            throw new IllegalArgumentException("no bytes can be made of a body of " + body.getClass());
        }
        return uncopied(converted);
    }

    private static Buffer uncopied(byte[] bytes) {
        return BufferImpl.buffer(Unpooled.wrappedBuffer(bytes));
    }
}
