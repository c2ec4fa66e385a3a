package org.rolemesh.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.rolemesh.access.Continuation;
import org.rolemesh.config.LimitsConfig;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.http.RequestBody;
import org.rolemesh.http.UnreadRequest;
import org.rolemesh.openai.Api;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.ModelRequest;
import org.rolemesh.openai.RequestRejected;
import org.rolemesh.openai.RequestScanner;

/**
 * Reads the JSON body of a request and leaves what was made of it, validated. Until here nothing of the body has been
 * read, so what refuses a request before this step spares the client from sending it.
 */
@NonBlocking
public final class ReadRequest implements AsyncProcessor {
    private static final String JSON_TYPE = "application/json";
    private static final String CURLS_OWN_TYPE = "application/x-www-form-urlencoded";
    private static final RequestScanner SCANNER = new RequestScanner();

    private final long maxBytes;
    private final Duration timeout;
    private final boolean takesCurlsOwnType;
    private final Function<byte[], ?> content;

    private ReadRequest(long maxBytes, Duration timeout, boolean takesCurlsOwnType, Function<byte[], ?> content) {
        this.maxBytes = maxBytes;
        this.timeout = timeout;
        this.takesCurlsOwnType = takesCurlsOwnType;
        this.content = content;
    }

    /** Leaves a {@link ModelRequest}. */
    public static ReadRequest toModel(Api api, LimitsConfig limits) {
        return new ReadRequest(limits.maxBodyBytes(), limits.bodyTimeout(), false, body -> model(api, body));
    }

    /** Leaves a {@link ModelRequest}, or nothing where nothing was sent. */
    public static ReadRequest toModelIfAny(Api api, LimitsConfig limits) {
        return new ReadRequest(
                limits.maxBodyBytes(), limits.bodyTimeout(), false, body -> body.length == 0 ? null : model(api, body));
    }

    /**
     * Leaves a {@link JsonNode}: what a node tells is short, and all of it is looked at. So that a host can register by a
     * plain {@code curl -d}, the type that curl sends with it is taken too. Web forms have that type as well: what comes
     * from a page is refused before, by {@link Authenticate}.
     */
    public static ReadRequest ofNode(LimitsConfig limits) {
        return new ReadRequest(limits.maxNodeBodyBytes(), limits.bodyTimeout(), true, SCANNER::tree);
    }

    private static ModelRequest model(Api api, byte[] body) {
        return new ModelRequest(api, SCANNER.scan(body));
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            checkContentType(exchange);
            UnreadRequest unread = unread(exchange);
            if (unread == null) {
                accept(exchange, readAll(exchange));
                callback.done(true);
                return true;
            }
            Future<byte[]> body = RequestBody.read(unread, maxBytes, timeout);
            if (!body.isComplete()) {
                body.onComplete(read -> {
                    take(read, exchange, unread);
                    Continuation.resume(exchange, callback);
                });
                return false;
            }
            take(body, exchange, unread);
            callback.done(true);
            return true;
        } catch (RuntimeException | IOException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private void take(AsyncResult<byte[]> read, Exchange exchange, UnreadRequest request) {
        if (read.succeeded()) {
            acceptOrFail(exchange, read.result());
        } else if (read.cause() instanceof RequestRejected) {
            exchange.setException(read.cause());
        } else {
            brokenOff(exchange, request);
        }
    }

    private static void brokenOff(Exchange exchange, UnreadRequest request) {
        if (request.answer().isClosed()) {
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
        exchange.getMessage().setBody(content.apply(json));
    }

    private void checkContentType(Exchange exchange) {
        String type = Incoming.header(exchange, "Content-Type");
        if (type != null && !isTaken(withoutParameters(type))) {
            throw new RequestRejected(
                    ApiErrors.unsupportedMediaType("send the request as Content-Type: application/json"));
        }
        String encoding = Incoming.header(exchange, "Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new RequestRejected(ApiErrors.unsupportedMediaType("send the request without a Content-Encoding"));
        }
    }

    private boolean isTaken(String type) {
        return type.equals(JSON_TYPE) || (takesCurlsOwnType && type.equals(CURLS_OWN_TYPE));
    }

    private static String withoutParameters(String type) {
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** The request, where its body is still on the wire; another HTTP server than ours has read it. */
    private static UnreadRequest unread(Exchange exchange) {
        return exchange.getMessage().getBody() == null && Incoming.request(exchange) instanceof UnreadRequest unread
                ? unread
                : null;
    }

    private byte[] readAll(Exchange exchange) throws IOException {
        try (InputStream body = exchange.getMessage().getBody(InputStream.class)) {
            byte[] json = body == null ? new byte[0] : body.readNBytes(Math.toIntExact(maxBytes + 1));
            if (json.length > maxBytes) {
                throw new RequestRejected(ApiErrors.bodyTooLarge(maxBytes));
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
