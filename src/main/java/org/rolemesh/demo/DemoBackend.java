package org.rolemesh.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An OpenAI-compatible backend that needs no model: it answers in the manner of its role, word by word, and says that
 * it is a demo. It listens on a loopback port of the system's choice and takes every request, whatever key it carries.
 *
 * <p>Safe to use from any thread; everything it does runs on the event loops of the given Vert.x and never blocks.
 */
public final class DemoBackend {
    private static final Duration WORD_INTERVAL = Duration.ofMillis(30);

    private final Vertx vertx;
    private final DemoVoice voice;
    private final Duration wordInterval;
    private final HttpServer server;
    private final AtomicLong answers = new AtomicLong();
    private final AtomicInteger openStreams = new AtomicInteger();

    /** A backend that has one model, named as its role: {@code planner} plans, every other role writes. */
    public DemoBackend(Vertx vertx, String role) {
        this(vertx, role, WORD_INTERVAL);
    }

    DemoBackend(Vertx vertx, String role, Duration wordInterval) {
        this.vertx = vertx;
        this.voice = new DemoVoice(role);
        this.wordInterval = wordInterval;
        this.server = vertx.createHttpServer().requestHandler(this::route);
    }

    /** Starts to listen; the address it completes with is that of the root, without {@code /v1}. */
    public Future<URI> listen() {
        return server.listen(0, "127.0.0.1").map(it -> URI.create("http://127.0.0.1:" + it.actualPort()));
    }

    /** Stops listening and cuts what is still being answered. */
    public Future<Void> close() {
        return server.close();
    }

    /** How many streams have neither been finished nor been left by their client. */
    int openStreams() {
        return openStreams.get();
    }

    private void route(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.GET)) {
            switch (request.path()) {
                case "/health" -> send(request, 200, new JsonObject().put("status", "ok"));
                case "/v1/models" -> send(request, 200, models());
                default -> refuse(request, 404, "not_found", "The demo backend has no such page");
            }
        } else if (request.method().equals(HttpMethod.POST)) {
            switch (request.path()) {
                case "/v1/chat/completions" -> withBody(request, body -> answer(request, DemoPrompt.ofChat(body)));
                case "/v1/completions" -> withBody(request, body -> answer(request, DemoPrompt.ofCompletion(body)));
                case "/v1/embeddings" ->
                    withBody(request, body -> send(request, 200, DemoEmbeddings.of(body, voice.role())));
                default -> refuse(request, 404, "not_found", "The demo backend has no such page");
            }
        } else {
            refuse(request, 405, "method_not_allowed", "The demo backend takes GET and POST");
        }
    }

    private interface BodyHandler {
        void handle(JsonObject body);
    }

    // Its caller is the gateway, which bounds a body before it passes it on. A body that breaks off has no one to
    // answer.
    private static void withBody(HttpServerRequest request, BodyHandler handler) {
        request.body().onSuccess(bytes -> {
            try {
                handler.handle(bytes.toJsonObject());
            } catch (DecodeException | ClassCastException e) {
                refuse(request, 400, "invalid_json", "The body is not a JSON request of this kind");
            }
        });
    }

    private void answer(HttpServerRequest request, DemoPrompt prompt) {
        DemoAnswer answer = DemoAnswer.to(prompt, voice, answers.incrementAndGet());
        if (prompt.stream()) {
            openStreams.incrementAndGet();
            HttpServerResponse response = request.response().putHeader("Content-Type", "text/event-stream");
            new DemoStream(vertx, response.setChunked(true), answer.events().iterator(), wordInterval)
                    .run()
                    .onComplete(ended -> openStreams.decrementAndGet());
        } else {
            send(request, 200, answer.whole());
        }
    }

    private JsonObject models() {
        JsonObject model = new JsonObject()
                .put("id", voice.role())
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", "rolemesh-demo");
        return new JsonObject().put("object", "list").put("data", new JsonArray().add(model));
    }

    private static void refuse(HttpServerRequest request, int status, String code, String message) {
        JsonObject error = new JsonObject()
                .put("message", message)
                .put("type", "invalid_request_error")
                .putNull("param")
                .put("code", code);
        send(request, status, new JsonObject().put("error", error));
    }

    private static void send(HttpServerRequest request, int status, JsonObject body) {
        Buffer bytes = body.toBuffer();
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(bytes);
    }
}
