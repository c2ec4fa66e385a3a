package org.rolemesh.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;

/** Behaviours of a backend that fails, other than in the middle of a stream (for that see {@link Streams}). */
public final class Faults {
    private static final String JSON = "application/json";
    private static final String OK = "{\"ok\":true}";

    private Faults() {}

    /** Reads the request and says nothing for as long as the client stays. */
    public static Behaviour silentBeforeHeaders() {
        return Exchange::awaitClientGone;
    }

    public static Behaviour resetBeforeHeaders() {
        return x -> x.end(Ending.RESET);
    }

    public static Behaviour closeBeforeHeaders() {
        return x -> x.end(Ending.CLOSE);
    }

    /** Half of a JSON answer, which its Content-Length announces whole, then a close. */
    public static Behaviour halfJson() {
        return x -> {
            String whole = ChatEvents.whole(x);
            String half = whole.substring(0, whole.length() / 2);
            x.head(200, "Content-Type", JSON, "Content-Length", String.valueOf(whole.length()));
            x.end(half.getBytes(UTF_8), Ending.CLOSE);
        };
    }

    /** The same half, then silence for as long as the client stays. */
    public static Behaviour hangingJson() {
        return x -> {
            String whole = ChatEvents.whole(x);
            x.head(200, "Content-Type", JSON, "Content-Length", String.valueOf(whole.length()));
            x.write(whole.substring(0, whole.length() / 2));
            x.awaitClientGone();
        };
    }

    /** One good chunk, then a chunk size that is no number; the connection stays open. */
    public static Behaviour brokenChunking() {
        return x -> {
            boolean streams = x.request().asksToStream();
            x.head(200, "Content-Type", streams ? "text/event-stream" : JSON, "Transfer-Encoding", "chunked");
            x.chunk(streams ? new ChatEvents(x).content(0) : "{");
            x.write("zz\r\n}\r\n0\r\n\r\n");
            x.awaitClientGone();
        };
    }

    /** A broken chunk size in place of the first one. */
    public static Behaviour brokenFirstChunk() {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        return staysOpen(head + "zz\r\n{}\r\n0\r\n\r\n");
    }

    /** Two lengths that differ; the connection stays open. */
    public static Behaviour twoContentLengths() {
        return staysOpen("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n"
                + "Content-Length: 5\r\n\r\n" + OK);
    }

    /** Bytes that are not HTTP, then a close. */
    public static Behaviour garbage() {
        return x -> x.end("\u0001\u0002 not HTTP at all \u0003\r\n\r\n\r\n".getBytes(UTF_8), Ending.CLOSE);
    }

    /** This status, which may be none that exists, with a JSON error. */
    public static Behaviour status(int status) {
        return Answers.json(
                status, "{\"error\":{\"message\":\"the backend says " + status + "\",\"type\":\"fake_error\"}}");
    }

    /** A switch of protocols that nobody asked for; the connection stays open. */
    public static Behaviour unasked101() {
        return staysOpen("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: fake\r\n\r\n");
    }

    /** A web page with status 200. */
    public static Behaviour html200() {
        return x ->
                x.answer(200, "<!DOCTYPE html><title>Log in</title><p>secret page</p>", "Content-Type", "text/html");
    }

    /** Something that calls itself JSON, with status 200. */
    public static Behaviour invalidJson200() {
        return Answers.json(200, "{\"choices\": oops");
    }

    /** Status 500 with a JSON error of so many bytes, as far as the client takes them. */
    public static Behaviour hugeErrorBody(long bytes) {
        return x -> {
            String open = "{\"error\":{\"message\":\"";
            String close = "\"}}";
            x.head(500, "Content-Type", JSON, "Content-Length", String.valueOf(bytes));
            x.write(open);
            String block = "x".repeat(64 * 1024);
            for (long left = bytes - open.length() - close.length(); left > 0; left -= block.length()) {
                x.write(left >= block.length() ? block : block.substring(0, (int) left));
            }
            x.end(close.getBytes(UTF_8), Ending.KEEP);
        };
    }

    public static Behaviour redirectTo(String url) {
        return x -> x.answer(307, "", "Location", url);
    }

    /** A carriage return inside a header's value, with what would be a header behind it. */
    public static Behaviour headerInjection() {
        return rawHeader("X-Note: one\rX-Injected: two");
    }

    /** A 200 with this header line as it is, whatever is in it. */
    public static Behaviour rawHeader(String line) {
        return x -> x.end(
                ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + line + "\r\nContent-Length: 11\r\n\r\n" + OK)
                        .getBytes(UTF_8),
                Ending.KEEP);
    }

    /** A good chat answer with headers that concern only the backend's own hop or its own browser clients. */
    public static Behaviour setCookie() {
        return x -> x.answer(
                200,
                ChatEvents.whole(x),
                "Content-Type",
                JSON,
                "Set-Cookie",
                "session=fake; Path=/",
                "Access-Control-Allow-Origin",
                "*",
                "Connection",
                "X-Hop",
                "X-Hop",
                "1",
                "Keep-Alive",
                "timeout=5",
                "Server",
                "fake/1");
    }

    /** What llama-server says to everything while it loads its model. */
    public static Behaviour loading503() {
        return Answers.json(
                503, "{\"error\":{\"code\":503,\"message\":\"Loading model\",\"type\":\"unavailable_error\"}}");
    }

    public static Behaviour tooMany429() {
        return x -> x.answer(
                429,
                "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit_error\",\"param\":null,\"code\":null}}",
                "Content-Type",
                JSON,
                "Retry-After",
                "1");
    }

    public static Behaviour unauthorized401() {
        return Answers.json(
                401, "{\"error\":{\"message\":\"Invalid API Key\",\"type\":\"authentication_error\",\"code\":401}}");
    }

    /** A 200 whose headers are at least so many bytes, in lines of 1 KiB. */
    public static Behaviour bigHeaders(int bytes) {
        return x -> {
            StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n");
            for (int line = 0; head.length() < bytes; line++) {
                head.append("X-Fill-")
                        .append(line)
                        .append(": ")
                        .append("x".repeat(1000))
                        .append("\r\n");
            }
            x.end(
                    head.append("Content-Length: 11\r\n\r\n")
                            .append(OK)
                            .toString()
                            .getBytes(UTF_8),
                    Ending.KEEP);
        };
    }

    /** A good answer whose head comes one byte per {@code gap}. */
    public static Behaviour slowHead(Duration gap) {
        return x -> {
            String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n";
            for (byte one : head.getBytes(UTF_8)) {
                x.write(new byte[] {one});
                x.pause(gap);
            }
            x.end(OK.getBytes(UTF_8), Ending.KEEP);
        };
    }

    private static Behaviour staysOpen(String bytes) {
        return x -> sayAndStay(x, bytes);
    }

    private static void sayAndStay(Exchange x, String bytes) throws IOException, InterruptedException {
        x.write(bytes);
        x.awaitClientGone();
    }
}
