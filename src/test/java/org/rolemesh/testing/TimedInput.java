package org.rolemesh.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;

/** A socket's bytes, read against a deadline that covers several reads. */
final class TimedInput {
    private final Socket socket;
    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;
    private long deadlineNanos;

    TimedInput(Socket socket) throws IOException {
        this.socket = socket;
        in = socket.getInputStream();
    }

    /** From now on reads may take this long together. */
    void allow(Duration time) {
        deadlineNanos = System.nanoTime() + time.toNanos();
    }

    /** One line without its CRLF or LF. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = read(); next != '\n'; next = read()) {
            if (next < 0) {
                throw new EOFException("closed inside a line: " + line.toString(ISO_8859_1));
            }
            line.write(next);
        }
        String text = line.toString(ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Exactly so many bytes. */
    byte[] exactly(int count) throws IOException {
        byte[] all = new byte[count];
        for (int have = 0; have < count; ) {
            byte[] some = some(count - have);
            if (some.length == 0) {
                throw new EOFException("closed " + (count - have) + " bytes early");
            }
            System.arraycopy(some, 0, all, have, some.length);
            have += some.length;
        }
        return all;
    }

    /** What has come, at least one byte and at most so many; none at the end. */
    byte[] some(long most) throws IOException {
        if (start == end && !fill()) {
            return new byte[0];
        }
        int to = start + (int) Math.min(end - start, most);
        byte[] bytes = Arrays.copyOfRange(buffer, start, to);
        start = to;
        return bytes;
    }

    /** Whether the peer ends the connection before the deadline. */
    boolean drainsToEnd() throws IOException {
        try {
            while (fill()) {
                start = end;
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    private int read() throws IOException {
        return start == end && !fill() ? -1 : buffer[start++] & 0xff;
    }

    private boolean fill() throws IOException {
        long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
        if (leftMillis <= 0) {
            throw new SocketTimeoutException("nothing came in time");
        }
        socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, leftMillis));
        start = 0;
        end = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }
}
