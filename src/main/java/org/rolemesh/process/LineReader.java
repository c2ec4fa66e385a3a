package org.rolemesh.process;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Makes lines of bytes as they come: what is beyond 4 KiB of a line is left out, invalid UTF-8 is replaced, and what
 * would steer a terminal (escape sequences, control characters but for tabs) is removed. For one thread.
 */
final class LineReader {
    static final int MAX_BYTES = 4096;

    /** ECMA-48: control sequences, strings such as window titles, and the other escapes. */
    private static final Pattern STEERING = Pattern.compile("\u001B\\[[0-?]*[ -/]*[@-~]"
            + "|\u001B[\\]PX^_][^\u0007\u001B]*(?:\u0007|\u001B\\\\)?" + "|\u001B[ -/]*[0-~]" + "|[\\p{Cc}&&[^\t]]");

    private final byte[] line = new byte[MAX_BYTES];
    private int length;
    private boolean cut;
    private boolean skipping;

    /** The lines that these bytes end. */
    List<String> read(byte[] bytes, int count) {
        List<String> ended = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                if (!skipping) {
                    ended.add(text());
                }
                forget();
            } else if (length < MAX_BYTES) {
                line[length++] = bytes[i];
            } else {
                cut = true;
            }
        }
        return ended;
    }

    /** The line that has begun and not ended yet. */
    Optional<String> begun() {
        return length == 0 || skipping ? Optional.empty() : Optional.of(text());
    }

    /** To be called where what comes next is the rest of a line. */
    void skipLine() {
        forget();
        skipping = true;
    }

    /** To be called where what comes next is a new line, whatever has begun. */
    void forget() {
        length = 0;
        cut = false;
        skipping = false;
    }

    private String text() {
        int end = cut ? startOfLastCharacter() : length;
        return STEERING.matcher(new String(line, 0, end, StandardCharsets.UTF_8))
                .replaceAll("");
    }

    /** A character that the cut has gone through is left out whole. */
    private int startOfLastCharacter() {
        int start = length - 1;
        while (start > 0 && (line[start] & 0xC0) == 0x80) {
            start--;
        }
        return start;
    }
}
