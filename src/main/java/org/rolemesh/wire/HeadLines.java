package org.rolemesh.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The lines of a head, taken apart, and what they say of the body's length (RFC 9112, sections 3 to 6). What two readers
 * could take for different things is refused.
 */
final class HeadLines {
    static final long NOT_SAID = -1;

    private static final String VERSION = "HTTP/1.";
    private static final int STATUS_AT = VERSION.length() + 2;
    private static final int STATUS_END = STATUS_AT + 3;
    private static final int USUAL_COUNT = 16;
    private static final int MAX_LENGTH_DIGITS = 18;

    private final byte[] bytes;
    private final boolean isRequest;
    private int at;
    private int status;
    private String method;
    private String target;
    private String[] headers = new String[USUAL_COUNT];
    private int count;
    private boolean chunked;
    /** What the version and the Connection header say. */
    private boolean persistent;

    private boolean closes;
    private long contentLength = NOT_SAID;

    private HeadLines(byte[] bytes, boolean isRequest) {
        this.bytes = bytes;
        this.isRequest = isRequest;
    }

    /**
     * Of an answer.
     *
     * @param length of the head without the blank line at its end; each of its lines ends with CR and LF
     */
    static HeadLines of(byte[] bytes, int length) throws MalformedMessage {
        HeadLines lines = new HeadLines(bytes, false);
        lines.readStatus();
        lines.readHeaders(length);
        return lines;
    }

    /** Of a request; more is taken for granted of its first line. */
    static IncomingHead ofRequest(byte[] bytes, int length) throws MalformedMessage {
        HeadLines lines = new HeadLines(bytes, true);
        lines.readRequestLine();
        boolean isOld = !lines.persistent;
        lines.readHeaders(length);
        if (lines.chunked && (isOld || lines.contentLength != NOT_SAID)) {
            throw new MalformedMessage("it has chunks and a length, or chunks in HTTP/1.0");
        }
        return new IncomingHead(
                lines.method,
                lines.target,
                new Headers(lines.headers, lines.count),
                isOld,
                lines.persistent && !lines.closes,
                lines.chunked,
                Math.max(0, lines.contentLength));
    }

    int status() {
        return status;
    }

    boolean isChunked() {
        return chunked;
    }

    /** Where an answer is chunked and has a length, chunks count, and what comes after it is not trusted. */
    boolean isKeptAlive() {
        return persistent && !closes && !(chunked && contentLength != NOT_SAID);
    }

    long contentLength() {
        return contentLength;
    }

    AnswerHead head() {
        return new AnswerHead(status, new Headers(headers, count));
    }

    private void readRequestLine() throws MalformedMessage {
        int end = endOfLine();
        int methodEnd = endOfWord(at);
        int targetEnd = endOfWord(methodEnd + 1);
        for (int i = at; i < methodEnd; i++) {
            if (!HeaderText.isOfName(bytes[i])) {
                throw new MalformedMessage("its method is none");
            }
        }
        method = text(at, methodEnd);
        target = text(methodEnd + 1, targetEnd);
        persistent = bytes[end - 1] != '0';
        beginLineAfter(end);
    }

    private int endOfWord(int from) {
        int end = from;
        while (bytes[end] != ' ') {
            end++;
        }
        return end;
    }

    private void readHeaders(int length) throws MalformedMessage {
        while (at < length) {
            readHeader();
        }
    }

    private void readStatus() throws MalformedMessage {
        int end = endOfLine();
        for (int i = 0; i < VERSION.length(); i++) {
            if (i >= end || bytes[i] != VERSION.charAt(i)) {
                throw new MalformedMessage("it does not begin with HTTP/1.1");
            }
        }
        if (end < STATUS_END || bytes[STATUS_AT - 1] != ' ' || (end > STATUS_END && bytes[STATUS_END] != ' ')) {
            throw new MalformedMessage("it has no status");
        }
        for (int i = STATUS_AT; i < STATUS_END; i++) {
            status = 10 * status + digit(bytes[i]);
        }
        if (status < 100) {
            throw new MalformedMessage("it has no status");
        }
        // Who speaks HTTP/1.0 closes unless told otherwise.
        persistent = digit(bytes[VERSION.length()]) > 0;
        beginLineAfter(end);
    }

    private void readHeader() throws MalformedMessage {
        int end = endOfLine();
        int colon = at;
        while (colon < end && HeaderText.isOfName(bytes[colon])) {
            colon++;
        }
        if (colon == at || colon == end || bytes[colon] != ':') {
            throw new MalformedMessage("a header is not one");
        }
        int from = colon + 1;
        int to = end;
        while (from < to && isSpace(bytes[from])) {
            from++;
        }
        while (to > from && isSpace(bytes[to - 1])) {
            to--;
        }
        checkValue(from, to);
        add(text(at, colon), text(from, to));
        beginLineAfter(end);
    }

    private void add(String name, String value) throws MalformedMessage {
        if (count == headers.length) {
            headers = Arrays.copyOf(headers, 2 * count);
        }
        headers[count++] = name;
        headers[count++] = value;
        if (name.equalsIgnoreCase("Content-Length")) {
            noteLength(value);
        } else if (name.equalsIgnoreCase("Transfer-Encoding")) {
            noteCoding(value);
        } else if (name.equalsIgnoreCase("Connection")) {
            noteConnection(value);
        }
    }

    private void noteLength(String value) throws MalformedMessage {
        if (value.isEmpty() || (value.length() > MAX_LENGTH_DIGITS && !isRequest)) {
            throw new MalformedMessage("its length is no number");
        }
        long said = 0;
        for (int i = 0; i < value.length(); i++) {
            int digit = digit((byte) value.charAt(i));
            // Of a request, it is a number that is too large.
            said = i < MAX_LENGTH_DIGITS ? 10 * said + digit : Long.MAX_VALUE;
        }
        if (contentLength != NOT_SAID && (isRequest || contentLength != said)) {
            throw new MalformedMessage("it has two lengths");
        }
        contentLength = said;
    }

    private void noteCoding(String value) throws MalformedMessage {
        if (chunked || !value.equalsIgnoreCase("chunked")) {
            throw new MalformedMessage("its transfer coding is not chunked alone");
        }
        chunked = true;
    }

    private void noteConnection(String value) {
        for (String option : value.split(",", -1)) {
            closes |= option.trim().equalsIgnoreCase("close");
            persistent |= option.trim().equalsIgnoreCase("keep-alive");
        }
    }

    /** Of the line that begins here, without CR and LF. */
    private int endOfLine() {
        int end = at;
        while (bytes[end] != '\n') {
            end++;
        }
        return end - 1;
    }

    /** Its CR and LF are left out. */
    private void beginLineAfter(int end) {
        at = end + 2;
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private void checkValue(int from, int to) throws MalformedMessage {
        for (int i = from; i < to; i++) {
            if (!HeaderText.isOfValue(bytes[i] & 0xff)) {
                throw new MalformedMessage("a header has a control character");
            }
        }
    }

    private static int digit(byte next) throws MalformedMessage {
        if (next < '0' || next > '9') {
            throw new MalformedMessage("a number is none");
        }
        return next - '0';
    }

    private static boolean isSpace(byte next) {
        return next == ' ' || next == '\t';
    }
}
