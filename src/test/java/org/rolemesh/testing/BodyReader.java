package org.rolemesh.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.Optional;
import org.rolemesh.testing.RawHttp.BodyEnd;
import org.rolemesh.testing.RawHttp.Event;
import org.rolemesh.testing.RawHttp.Head;
import org.rolemesh.testing.RawHttp.Piece;

/** Takes the framing off one response body (RFC 9112, section 6) as it arrives, and cuts it into events. */
final class BodyReader {
    private static final long UNTIL_CLOSE = Long.MAX_VALUE;

    private final TimedInput input;
    private final boolean chunked;
    private long left;
    private BodyEnd end = BodyEnd.OPEN;
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private byte[] piece = {};
    private int at;
    private long arrivedNanos;

    BodyReader(TimedInput input, Head head) {
        this.input = input;
        boolean bodiless = head.status() < 200 || head.status() == 204 || head.status() == 304;
        chunked = !bodiless
                && head.first("Transfer-Encoding")
                        .filter("chunked"::equalsIgnoreCase)
                        .isPresent();
        left = bodiless ? 0 : head.first("Content-Length").map(Long::parseLong).orElse(UNTIL_CLOSE);
    }

    BodyEnd end() {
        return end;
    }

    Optional<Piece> next() throws IOException {
        if (end != BodyEnd.OPEN) {
            return Optional.empty();
        }
        try {
            byte[] bytes = chunked ? chunk() : unchunked();
            return bytes.length == 0
                    ? Optional.empty()
                    : Optional.of(new Piece(new String(bytes, ISO_8859_1), System.nanoTime()));
        } catch (EOFException e) {
            end = BodyEnd.CLOSED;
        } catch (SocketException e) {
            end = BodyEnd.RESET;
        }
        return Optional.empty();
    }

    Optional<Event> nextEvent() throws IOException {
        while (true) {
            while (at < piece.length) {
                byte next = piece[at++];
                block.write(next);
                if (next == '\n' && blockIsWhole()) {
                    return Optional.of(takeBlock());
                }
            }
            Optional<Piece> more = next();
            if (more.isEmpty()) {
                return Optional.empty();
            }
            piece = more.get().bytes();
            arrivedNanos = more.get().arrivedNanos();
            at = 0;
        }
    }

    private boolean blockIsWhole() {
        String text = block.toString(UTF_8);
        return text.endsWith("\n\n") || text.endsWith("\n\r\n");
    }

    private Event takeBlock() {
        String text = block.toString(UTF_8).stripTrailing();
        block.reset();
        return new Event(text, arrivedNanos);
    }

    private byte[] chunk() throws IOException {
        String line = input.line();
        int size;
        try {
            size = Integer.parseInt(line.split(";", 2)[0].strip(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("not a chunk size: " + line, e);
        }
        if (size == 0) {
            String trailer = input.line();
            while (!trailer.isEmpty()) {
                trailer = input.line();
            }
            end = BodyEnd.CLEAN;
            return new byte[0];
        }
        byte[] bytes = input.exactly(size);
        input.line();
        return bytes;
    }

    private byte[] unchunked() throws IOException {
        if (left == 0) {
            end = BodyEnd.CLEAN;
            return new byte[0];
        }
        byte[] bytes = input.some(left);
        if (bytes.length == 0) {
            end = left == UNTIL_CLOSE ? BodyEnd.CLEAN : BodyEnd.CLOSED;
        } else if (left != UNTIL_CLOSE) {
            left -= bytes.length;
        }
        return bytes;
    }
}
