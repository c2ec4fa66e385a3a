package org.rolemesh.http;

import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
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
            Exchange exchange, Request request, ClientCall call, HeaderFilterStrategy filter, Executor blocking) {
        Answer response = request.answer();
        if (response.isEnded() || response.isClosed()) {
            return Future.succeededFuture();
        }
        if (response.isBegun()) {
            // Only a failure leaves a begun answer open; a clean end would pass for a whole one.
            response.breakOff();
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
            Message message, Request request, ClientCall call, HeaderFilterStrategy filter, Executor blocking) {
        Answer response = request.answer();
        Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        response.status(status == null ? 200 : status);
        copyHeaders(message, response, filter);
        copyContentType(message, response);
        call.answeredWith(response.status());
        Object body = message.getBody();
        if (body instanceof InputStream stream) {
            return new InputStreamPump(stream, response, call, blocking).run();
        }
        Buffer bytes = bytesOf(body, message);
        call.wrote(bytes.length());
        return response.end(bytes);
    }

    private static void copyHeaders(Message message, Answer response, HeaderFilterStrategy filter) {
        message.getHeaders().forEach((name, value) -> {
            if (value != null && !filter.applyFilterToCamelHeaders(name, value, message.getExchange())) {
                response.header(name, value.toString());
            }
        });
    }

    /** Camel's filter takes it for its own. */
    private static void copyContentType(Message message, Answer response) {
        String type = message.getHeader(Exchange.CONTENT_TYPE, String.class);
        if (type != null) {
            response.header("Content-Type", type);
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
