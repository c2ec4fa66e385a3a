package org.rolemesh.gateway;

import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.rolemesh.access.Continuation;
import org.rolemesh.config.LimitsConfig;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.http.RequestBody;
import org.rolemesh.openai.Api;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.ModelRequest;
import org.rolemesh.openai.RequestRejected;
import org.rolemesh.openai.RequestScanner;

/**
 * Reads the body of a request to a model and leaves it, validated, as a {@link ModelRequest}. Until here nothing of the
 * body has been read, so what refuses a request before this step spares the client from sending it.
 */
@NonBlocking
public final class ReadModelRequest implements AsyncProcessor {
    private final Api api;
    private final LimitsConfig limits;
    private final RequestScanner scanner = new RequestScanner();

    public ReadModelRequest(Api api, LimitsConfig limits) {
        this.api = api;
        this.limits = limits;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            checkContentType(exchange);
            HttpServerRequest unread = unread(exchange);
            if (unread == null) {
                accept(exchange, readAll(exchange));
                callback.done(true);
                return true;
            }
            RequestBody.read(unread, limits.maxBodyBytes(), limits.bodyTimeout())
                    .onComplete(read -> {
                        if (read.succeeded()) {
                            acceptOrFail(exchange, read.result().getBytes());
                        } else if (read.cause() instanceof RequestRejected) {
                            exchange.setException(read.cause());
                        } else {
                            brokenOff(exchange, unread);
                        }
                        Continuation.resume(exchange, callback);
                    });
            return false;
        } catch (RuntimeException | IOException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private static void brokenOff(Exchange exchange, HttpServerRequest request) {
        if (request.response().closed()) {
            // The client left with its request half sent: nobody is there to be answered.
            exchange.setRouteStop(true);
        } else {
            exchange.setException(new RequestRejected(ApiErrors.badRequest("the body is not well-formed HTTP/1.1")));
        }
    }

    private void acceptOrFail(Exchange exchange, byte[] json) {
        try {
            accept(exchange, json);
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
    }

    private void accept(Exchange exchange, byte[] json) {
        exchange.getMessage().setBody(new ModelRequest(api, scanner.scan(json)));
    }

    private static void checkContentType(Exchange exchange) {
        String type = Incoming.header(exchange, "Content-Type");
        if (type != null && !withoutParameters(type).equals("application/json")) {
            throw new RequestRejected(
                    ApiErrors.unsupportedMediaType("send the request as Content-Type: application/json"));
        }
        String encoding = Incoming.header(exchange, "Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new RequestRejected(ApiErrors.unsupportedMediaType("send the request without a Content-Encoding"));
        }
    }

    private static String withoutParameters(String type) {
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** The request, where its body is still on the wire. */
    private static HttpServerRequest unread(Exchange exchange) {
        return exchange.getMessage().getBody() == null ? Incoming.request(exchange) : null;
    }

    private byte[] readAll(Exchange exchange) throws IOException {
        try (InputStream body = exchange.getMessage().getBody(InputStream.class)) {
            byte[] json = body == null ? new byte[0] : body.readNBytes(Math.toIntExact(limits.maxBodyBytes() + 1));
            if (json.length > limits.maxBodyBytes()) {
                throw new RequestRejected(ApiErrors.bodyTooLarge(limits.maxBodyBytes()));
            }
            return json;
        }
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        processAsync(exchange).get();
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
    }

    @Override
    public CompletableFuture<Exchange> processAsync(Exchange exchange) {
        CompletableFuture<Exchange> done = new CompletableFuture<>();
        process(exchange, doneSync -> done.complete(exchange));
        return done;
    }
}
