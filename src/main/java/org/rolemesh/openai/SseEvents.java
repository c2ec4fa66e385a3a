package org.rolemesh.openai;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The events of a chat stream that the gateway writes or knows: the error event, the comment and {@code [DONE]}. Events
 * have no name, since OpenAI's SDKs take a named event for a chunk of the answer.
 */
public final class SseEvents {

    private static final byte[] DATA = ascii("data: ");
    private static final byte[] BLANK_LINE = ascii("\n\n");
    private static final byte[] DONE = ascii("data: [DONE]");
    private static final byte[] DONE_UNSPACED = ascii("data:[DONE]");

    private SseEvents() {}

    /** The event that ends a stream which failed after it had begun. */
    public static byte[] error(ApiError error) {
        return event(error.toJson());
    }

    private static byte[] event(byte[] json) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.writeBytes(DATA);
        event.writeBytes(json);
        event.writeBytes(BLANK_LINE);
        return event.toByteArray();
    }

    /** The same of an answer that came from elsewhere and may be spread over lines, which an event may not. */
    public static byte[] error(ErrorAnswer error) {
        byte[] oneLine = error.json().clone();
        for (int i = 0; i < oneLine.length; i++) {
            // Inside a string JSON has no raw line ends, so these are white space between its tokens.
            if (EventBoundary.isLineEnd(oneLine[i])) {
                oneLine[i] = ' ';
            }
        }
        return event(oneLine);
    }

    /** A comment, which every client ignores: it keeps a silent connection alive. */
    public static byte[] comment(String text) {
        String oneLine = text.replace('\r', ' ').replace('\n', ' ');
        return (": " + oneLine + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Whether the last whole event among the bytes ends with the line {@code data: [DONE]}.
     *
     * @param start where an event begins
     * @param end the offset after the last byte
     */
    public static boolean isDone(ByteAt bytes, int start, int end) {
        int lineEnd = EventBoundary.lastEnd(bytes, start, end);
        while (lineEnd > start && EventBoundary.isLineEnd(bytes.at(lineEnd - 1))) {
            lineEnd--;
        }
        return isLastLine(DONE, bytes, start, lineEnd) || isLastLine(DONE_UNSPACED, bytes, start, lineEnd);
    }

    private static boolean isLastLine(byte[] line, ByteAt bytes, int start, int lineEnd) {
        int lineStart = lineEnd - line.length;
        if (lineStart < start || (lineStart > start && !EventBoundary.isLineEnd(bytes.at(lineStart - 1)))) {
            return false;
        }
        for (int i = 0; i < line.length; i++) {
            if (bytes.at(lineStart + i) != line[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
