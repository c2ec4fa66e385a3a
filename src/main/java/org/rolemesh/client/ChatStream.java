package org.rolemesh.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** One answer to a conversation, piece by piece. Read by one thread; any may cancel it. */
public final class ChatStream {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DONE = "[DONE]";
    private static final int OK = 200;

    private final GatewayClient gateway;
    private final long begunNanos = System.nanoTime();
    private final CompletableFuture<HttpResponse<InputStream>> asked;
    private volatile InputStream body;
    private volatile boolean cancelled;
    private String upstream;
    private String finish;
    private long firstNanos = -1;
    private long lastNanos;
    private int pieces;
    private int counted;

    /** What hears of an answer while it comes. */
    public interface Listener {
        /** A piece of the answer. */
        void text(String piece);

        /** A piece of what the model thinks before it answers. */
        void thought(String piece);

        /** The gateway says what the answer waits for. */
        void waiting(String why);
    }

    private ChatStream(GatewayClient gateway, CompletableFuture<HttpResponse<InputStream>> asked) {
        this.gateway = gateway;
        this.asked = asked;
    }

    public static ChatStream begin(GatewayClient gateway, Conversation conversation, String key) {
        return new ChatStream(gateway, gateway.chat(conversation.request(), key));
    }

    /** Closes the connection, by which the backend learns that it may stop. */
    public void cancel() {
        cancelled = true;
        asked.cancel(true);
        InputStream open = body;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // Then it is closed already.
                return;
            }
        }
    }

    public boolean isCancelled() {
        return cancelled;
    }

    /** Whether a piece of an answer has come. */
    public boolean hasBegun() {
        return pieces > 0;
    }

    /** Reads the answer to its end, or until it is cancelled. */
    public void read(Listener listener) throws IOException, Refusal, InterruptedException {
        try {
            HttpResponse<InputStream> answer = gateway.await(asked);
            if (answer.statusCode() != OK) {
                throw Refusal.of(answer.statusCode(), gateway.tree(answer));
            }
            body = answer.body();
            if (cancelled) {
                body.close();
                return;
            }
            upstream = answer.headers().firstValue("X-RoleMesh-Upstream").orElse(null);
            readEvents(listener);
        } catch (CancellationException e) {
            // It was cancelled before it began.
            return;
        } catch (IOException e) {
            if (!cancelled) {
                throw e;
            }
        }
    }

    private void readEvents(Listener listener) throws IOException, Refusal {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && !cancelled; line = lines.readLine()) {
                if (line.startsWith(":")) {
                    listener.waiting(line.substring(1).strip());
                } else if (line.startsWith("data:")) {
                    String data = line.substring(5).strip();
                    if (data.equals(DONE)) {
                        return;
                    }
                    take(event(data), listener);
                }
            }
        } catch (IOException e) {
            throw new Unreachable("the answer broke off: the connection to " + gateway.url() + " is gone", e);
        }
        if (!cancelled) {
            throw new Unreachable("the answer broke off before its end", null);
        }
    }

    private static JsonNode event(String data) throws IOException {
        try {
            return JSON.readTree(data);
        } catch (JsonProcessingException e) {
            throw new Unreachable("the answer is not as chat completions are", e);
        }
    }

    private void take(JsonNode event, Listener listener) throws Refusal {
        if (event.has("error")) {
            throw Refusal.of(OK, event);
        }
        JsonNode choice = event.path("choices").path(0);
        String thought = choice.at("/delta/reasoning_content").asText("");
        String text = choice.at("/delta/content").asText("");
        if (!thought.isEmpty() || !text.isEmpty()) {
            lastNanos = System.nanoTime();
            firstNanos = firstNanos < 0 ? lastNanos : firstNanos;
            pieces++;
        }
        if (!thought.isEmpty()) {
            listener.thought(thought);
        }
        if (!text.isEmpty()) {
            listener.text(text);
        }
        finish = choice.path("finish_reason").asText(finish);
        counted = event.at("/usage/completion_tokens").asInt(counted);
    }

    /** How it came, as far as it has come. */
    public ChatFigures figures() {
        return new ChatFigures(
                upstream,
                firstNanos < 0 ? -1 : firstNanos - begunNanos,
                counted > 0 ? counted : pieces,
                firstNanos < 0 ? 0 : lastNanos - firstNanos,
                finish);
    }
}
