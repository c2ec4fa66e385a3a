package org.rolemesh.openai;

/**
 * Finds where the last whole event of a server-sent event stream ends, so that only whole events are passed on. An event
 * ends with a blank line; a line ends with LF, CRLF or CR, and the three may be mixed (WHATWG HTML, "Server-sent
 * events").
 *
 * <p>It keeps no state. The caller passes on the bytes up to the boundary, holds the rest back and puts it in front of the
 * next chunk; so an end that is split over two chunks is found when its second half arrives. A CR at the very end counts as
 * a whole line end, since waiting for a LF that may never come would delay the event: should the LF come, it is a blank
 * line of its own at the start of the next bytes and is passed on at once, which puts the CRLF together again.
 */
public final class EventBoundary {

    private EventBoundary() {}

    /**
     * The offset after the last blank line, or {@code start} where no event is complete.
     *
     * @param start where an event begins: the start of the stream or an earlier boundary
     * @param end the offset after the last byte
     */
    public static int lastEnd(ByteAt bytes, int start, int end) {
        return lastEnd(bytes, start, start, end);
    }

    /**
     * The same where the bytes before {@code unseen} were looked through before and hold no boundary. The search runs
     * backwards from the end and never below {@code unseen}, so a long event that comes in many chunks costs its length
     * once.
     */
    public static int lastEnd(ByteAt bytes, int start, int unseen, int end) {
        for (int candidate = end; candidate > unseen; candidate--) {
            if (endsWithBlankLine(bytes, start, candidate)) {
                return candidate;
            }
        }
        return start;
    }

    private static boolean endsWithBlankLine(ByteAt bytes, int start, int end) {
        int last = end - 1;
        if (!isLineEnd(bytes.at(last))) {
            return false;
        }
        boolean crlf = bytes.at(last) == '\n' && last > start && bytes.at(last - 1) == '\r';
        int lineEnd = crlf ? last - 1 : last;
        return lineEnd == start || isLineEnd(bytes.at(lineEnd - 1));
    }

    static boolean isLineEnd(byte b) {
        return b == '\n' || b == '\r';
    }
}
