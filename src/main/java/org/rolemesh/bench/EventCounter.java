package org.rolemesh.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * Counts the events of a stream of chat chunks by their bytes. Nothing is decoded: of each event only the first few bytes
 * are looked at, which tell a chunk from an error and from the end. Comments are no events.
 */
final class EventCounter {
    private static final byte[] DONE = "data:[DONE]".getBytes(US_ASCII);
    private static final byte[] ERROR = "data:{\"error\"".getBytes(US_ASCII);

    /** The beginning of the event's first {@code data} line, without spaces. */
    private final byte[] beginning = new byte[ERROR.length];

    private int begun;
    private boolean lineEmpty = true;
    private boolean done;
    private boolean failed;

    /** Before another stream. */
    void reset() {
        begun = 0;
        lineEmpty = true;
        done = false;
        failed = false;
    }

    /** How many events are complete with these bytes that were not before; {@code [DONE]} is none. */
    int count(byte[] bytes, int from, int to) {
        int events = 0;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '\n') {
                if (lineEmpty) {
                    events += complete();
                } else if (begun > 0 && beginning[0] != 'd') {
                    begun = 0;
                }
                lineEmpty = true;
            } else if (b != '\r') {
                lineEmpty = false;
                if (begun < beginning.length && b != ' ') {
                    beginning[begun++] = b;
                }
            }
        }
        return events;
    }

    /** Whether {@code [DONE]} has come. */
    boolean done() {
        return done;
    }

    /** Whether an event was an error. */
    boolean failed() {
        return failed;
    }

    private int complete() {
        boolean data = begun > 0 && beginning[0] == 'd';
        boolean last = Arrays.equals(beginning, 0, Math.min(begun, DONE.length), DONE, 0, DONE.length);
        failed |= begun == ERROR.length && Arrays.equals(beginning, ERROR);
        done |= last;
        begun = 0;
        return data && !last ? 1 : 0;
    }
}
