package org.rolemesh.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;

/**
 * Takes the HTTP/1.1 messages of one connection apart as their bytes come in, and looks at no more of them than where
 * each ends. For one event loop.
 */
final class HttpReader {
    private static final int MAX_LINE = 1 << 16;

    /** Hears of the messages, one after the other. */
    interface Listener {
        /** The first line of a message, after its headers have been read. */
        void head(String startLine);

        /** Some of its body, without what chunks it. */
        void body(byte[] bytes, int from, int to);

        void end();
    }

    private enum Part {
        START,
        HEADERS,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        UNTIL_CLOSE
    }

    private final Listener listener;
    private final boolean answers;
    private final StringBuilder unfinishedLine = new StringBuilder();
    private byte[] bytes = {};
    private int at;
    private Part part = Part.START;
    private String startLine = "";
    private long left;
    private boolean chunked;
    private boolean keepAlive;
    private boolean expectsContinue;

    private HttpReader(Listener listener, boolean answers) {
        this.listener = listener;
        this.answers = answers;
    }

    static HttpReader ofRequests(Listener listener) {
        return new HttpReader(listener, false);
    }

    static HttpReader ofAnswers(Listener listener) {
        return new HttpReader(listener, true);
    }

    /** @throws IllegalArgumentException where this is not HTTP/1.1; the connection is of no use then */
    void read(byte[] received) {
        bytes = received;
        at = 0;
        while (at < bytes.length) {
            switch (part) {
                case BODY, CHUNK, UNTIL_CLOSE -> content();
                case START, HEADERS, CHUNK_SIZE, CHUNK_END, TRAILERS -> {
                    String line = line();
                    if (line != null) {
                        take(line);
                    }
                }
            }
        }
    }

    /** The connection has been closed by the other side: whether that is how the message was to end. */
    boolean endsByClose() {
        if (part != Part.UNTIL_CLOSE) {
            return false;
        }
        finish();
        return true;
    }

    /** Whether the connection goes on after the message that was last begun. */
    boolean keepAlive() {
        return keepAlive;
    }

    /** Whether the client of the request that was last begun waits for a word before it sends the body. */
    boolean expectsContinue() {
        return expectsContinue;
    }

    private void take(String line) {
        switch (part) {
            case START -> start(line);
            case HEADERS -> header(line);
            case CHUNK_SIZE -> chunk(line);
            case CHUNK_END -> part = Part.CHUNK_SIZE;
            case TRAILERS -> {
                if (line.isEmpty()) {
                    finish();
                }
            }
            case BODY, CHUNK, UNTIL_CLOSE -> throw new IllegalStateException(part.name());
        }
    }

    private void start(String line) {
        if (!(answers ? line.startsWith("HTTP/1.") : line.endsWith(" HTTP/1.1") || line.endsWith(" HTTP/1.0"))) {
            throw new IllegalArgumentException("no HTTP/1.1");
        }
        startLine = line;
        left = -1;
        chunked = false;
        keepAlive = !line.contains("HTTP/1.0");
        expectsContinue = false;
        part = Part.HEADERS;
    }

    private void header(String line) {
        if (line.isEmpty()) {
            beginBody();
            return;
        }
        int colon = line.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("a header without a colon");
        }
        // By length first: most headers are none of these.
        switch (colon) {
            case 14 -> {
                if (line.regionMatches(true, 0, "content-length", 0, colon)) {
                    left = Long.parseLong(line.substring(colon + 1).strip());
                }
            }
            case 17 -> chunked |= is(line, colon, "transfer-encoding", "chunked");
            case 10 -> keepAlive &= !is(line, colon, "connection", "close");
            case 6 -> expectsContinue |= is(line, colon, "expect", "100-continue");
            default -> {}
        }
    }

    private static boolean is(String line, int colon, String name, String value) {
        return line.regionMatches(true, 0, name, 0, colon)
                && line.substring(colon + 1).strip().toLowerCase(Locale.ROOT).equals(value);
    }

    private void beginBody() {
        if (answers && startLine.startsWith("1", "HTTP/1.1 ".length())) {
            part = Part.START;
            return;
        }
        listener.head(startLine);
        if (chunked) {
            part = Part.CHUNK_SIZE;
        } else if (left > 0) {
            part = Part.BODY;
        } else if (left == 0 || !answers) {
            finish();
        } else {
            keepAlive = false;
            part = Part.UNTIL_CLOSE;
        }
    }

    private void chunk(String line) {
        int extension = line.indexOf(';');
        left = Long.parseLong(
                extension < 0 ? line : line.substring(0, extension).strip(), 16);
        part = left == 0 ? Part.TRAILERS : Part.CHUNK;
    }

    private void content() {
        int from = at;
        int here = bytes.length - at;
        int length = part == Part.UNTIL_CLOSE ? here : (int) Math.min(left, here);
        at += length;
        left -= length;
        listener.body(bytes, from, from + length);
        if (left == 0) {
            if (part == Part.CHUNK) {
                part = Part.CHUNK_END;
            } else {
                finish();
            }
        }
    }

    private void finish() {
        part = Part.START;
        listener.end();
    }

    /** The next line without its end; null where it is not whole yet. */
    private String line() {
        int to = at;
        while (to < bytes.length && bytes[to] != '\n') {
            to++;
        }
        if (unfinishedLine.length() + to - at > MAX_LINE) {
            throw new IllegalArgumentException("a line of more than " + MAX_LINE + " bytes");
        }
        String text = new String(bytes, at, to - at, ISO_8859_1);
        at = to + 1;
        if (to == bytes.length) {
            unfinishedLine.append(text);
            return null;
        }
        if (unfinishedLine.length() > 0) {
            text = unfinishedLine.append(text).toString();
            unfinishedLine.setLength(0);
        }
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
