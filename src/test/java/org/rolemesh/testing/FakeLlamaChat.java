package org.rolemesh.testing;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The chats of a {@link FakeLlamaServer}: so many at a time as it has slots, the others wait. A {@link SeededChat} is
 * answered as its seed says, any other by as many words as it asks for.
 */
final class FakeLlamaChat {
    private static final Pattern STREAM = Pattern.compile("\"stream\"\\s*:\\s*true");
    private static final Pattern MAX_TOKENS = Pattern.compile("\"max_tokens\"\\s*:\\s*(\\d+)");
    private static final int PROMPT_TOKENS = 7;

    private final String alias;
    private final Semaphore slots;
    private final AtomicInteger processing = new AtomicInteger();
    private final AtomicLong decoded = new AtomicLong();
    private final AtomicLong decodedNanos = new AtomicLong();

    FakeLlamaChat(String alias, int slots) {
        this.alias = alias;
        this.slots = new Semaphore(slots, true);
    }

    int processing() {
        return processing.get();
    }

    void answer(HttpExchange exchange, String body) throws IOException {
        slots.acquireUninterruptibly();
        processing.incrementAndGet();
        try {
            Optional<SeededChat> seeded = SeededChat.askedBy(body);
            if (seeded.isPresent()) {
                seeded(exchange, seeded.get(), STREAM.matcher(body).find());
            } else if (STREAM.matcher(body).find()) {
                stream(exchange, tokens(body));
            } else {
                whole(exchange, tokens(body));
            }
        } finally {
            processing.decrementAndGet();
            slots.release();
        }
    }

    String metrics() {
        double seconds = decodedNanos.get() / 1e9;
        return gauge("requests_processing", processing.get())
                + gauge("requests_deferred", slots.getQueueLength())
                + gauge("predicted_tokens_seconds", seconds == 0 ? 0 : decoded.get() / seconds)
                + counter("tokens_predicted_total", decoded.get())
                + counter("tokens_predicted_seconds_total", seconds)
                + counter("n_decode_total", decoded.get());
    }

    private void stream(HttpExchange exchange, long tokens) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        long began = System.nanoTime();
        event(out, chunk("{\"role\":\"assistant\",\"content\":null}", "null", ""));
        for (long i = 0; i < tokens; i++) {
            makeToken();
            event(out, chunk("{\"content\":\" word\"}", "null", ""));
        }
        event(out, chunk("{}", "\"stop\"", "," + timings(tokens, System.nanoTime() - began)));
        event(out, "[DONE]");
    }

    private void whole(HttpExchange exchange, long tokens) throws IOException {
        long began = System.nanoTime();
        StringBuilder text = new StringBuilder();
        for (long i = 0; i < tokens; i++) {
            makeToken();
            text.append(" word");
        }
        FakeLlamaServer.send(
                exchange,
                200,
                "{\"choices\":[{\"finish_reason\":\"stop\",\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                        + text + "\"}}],\"created\":1700000000,\"model\":\"" + alias
                        + "\",\"object\":\"chat.completion\",\"usage\":{\"completion_tokens\":" + tokens
                        + ",\"prompt_tokens\":" + PROMPT_TOKENS + ",\"total_tokens\":" + (tokens + PROMPT_TOKENS)
                        + "},\"id\":\"chatcmpl-fake\"," + timings(tokens, System.nanoTime() - began) + "}");
    }

    private void seeded(HttpExchange exchange, SeededChat chat, boolean stream) throws IOException {
        if (!stream) {
            makeToken();
            FakeLlamaServer.send(exchange, 200, chat.whole());
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (String event : chat.events()) {
            makeToken();
            out.write(event.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    private void makeToken() {
        long began = System.nanoTime();
        do {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(FakeLlamaServer.number("token_ms", 1)));
        } while (FakeLlamaServer.behaves("wedge"));
        decoded.incrementAndGet();
        decodedNanos.addAndGet(System.nanoTime() - began);
    }

    private static long tokens(String body) {
        long most = FakeLlamaServer.number("tokens", 16);
        Matcher asked = MAX_TOKENS.matcher(body);
        return asked.find() ? Math.min(most, Long.parseLong(asked.group(1))) : most;
    }

    private String chunk(String delta, String finish, String more) {
        return "{\"choices\":[{\"finish_reason\":" + finish + ",\"index\":0,\"delta\":" + delta
                + "}],\"created\":1700000000,\"id\":\"chatcmpl-fake\",\"model\":\"" + alias
                + "\",\"object\":\"chat.completion.chunk\"" + more + "}";
    }

    private static void event(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String timings(long tokens, long nanos) {
        double millis = nanos / 1e6;
        return String.format(
                Locale.ROOT,
                "\"timings\":{\"cache_n\":0,\"prompt_n\":%d,\"prompt_ms\":1.0,\"predicted_n\":%d,\"predicted_ms\":%.3f,"
                        + "\"predicted_per_second\":%.3f}",
                PROMPT_TOKENS,
                tokens,
                millis,
                tokens * 1000 / millis);
    }

    private static String gauge(String name, Number value) {
        return metric(name, "gauge", value);
    }

    private static String counter(String name, Number value) {
        return metric(name, "counter", value);
    }

    private static String metric(String name, String type, Number value) {
        String full = "llamacpp:" + name;
        return "# HELP " + full + " see llama-server\n# TYPE " + full + " " + type + "\n" + full + " " + value + "\n";
    }
}
