package org.rolemesh.http;

import io.netty.util.ByteProcessor;

/**
 * Looks for the end of a head, byte by byte as they come, and for lines that end or words that are divided in other ways than
 * RFC 9112 wants (sections 2.2, 3 and 5.2), which could be taken for different things. Confined to one thread.
 */
final class HeadScan implements ByteProcessor {
    private static final byte DEL = 0x7f;
    /** And 0 or 1. */
    private static final String VERSION = "HTTP/1.";

    private boolean inHead;
    private boolean begun;
    private boolean inFirstLine;
    /** Of the first line. */
    private int spaces;
    /** How much of the version has come, behind the second of them. */
    private int versionLength;

    private int lineLength;
    private int firstLineLength;
    private byte previous;

    HeadScan() {
        begin();
    }

    /** From now on the next head is looked at. */
    void begin() {
        inHead = true;
        begun = false;
        inFirstLine = true;
        spaces = 0;
        versionLength = 0;
        lineLength = 0;
        firstLineLength = 0;
        previous = 0;
    }

    /** Whether it has stopped at the end of a head, and not at a fault. */
    boolean isAtEnd() {
        return !inHead;
    }

    /** As far as it has come, without its line end. */
    int firstLineLength() {
        return inFirstLine ? lineLength : firstLineLength;
    }

    /** False at a fault, and at the end of the head. */
    @Override
    public boolean process(byte next) {
        byte before = previous;
        previous = next;
        if ((before == '\r') != (next == '\n')) {
            return false;
        }
        if (next == '\n') {
            return endLine();
        }
        if (next == '\r') {
            return !inFirstLine || !begun || versionLength == VERSION.length() + 1;
        }
        boolean harmless = inFirstLine ? mayBeInFirstLine(before, next) : mayBeInHeader(next);
        begun = true;
        lineLength++;
        return harmless;
    }

    private boolean endLine() {
        inHead = !begun || lineLength > 0;
        if (inFirstLine) {
            firstLineLength = lineLength;
        }
        inFirstLine = !begun;
        lineLength = 0;
        return inHead;
    }

    private boolean mayBeInFirstLine(byte before, byte next) {
        if (next == ' ') {
            spaces++;
            return lineLength > 0 && before != ' ' && spaces <= 2;
        }
        return next > ' ' && next != DEL && (spaces < 2 || continuesVersion(next));
    }

    private boolean continuesVersion(byte next) {
        int at = versionLength++;
        return at < VERSION.length()
                ? next == VERSION.charAt(at)
                : at == VERSION.length() && (next == '0' || next == '1');
    }

    /** One that begins with space goes on with the line before it. */
    private boolean mayBeInHeader(byte next) {
        if (next == ' ' || next == '\t') {
            return lineLength > 0;
        }
        return next < 0 || (next > ' ' && next != DEL);
    }
}
