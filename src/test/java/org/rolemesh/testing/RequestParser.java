package org.rolemesh.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads HTTP/1.1 requests (RFC 9112) from bytes as they come, however they are cut. Not safe for use by two threads. */
final class RequestParser {
    private enum Part {
        HEAD,
        FIXED_BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER
    }

    private byte[] bytes = new byte[1024];
    private int start;
    private int end;

    private Part part = Part.HEAD;
    private byte[] head = {};
    private String[] requestLine = {};
    private List<Map.Entry<String, String>> headers = List.of();
    private int awaited;
    private ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    private boolean owesContinue;

    void feed(ByteBuffer more) {
        int count = more.remaining();
        if (end + count > bytes.length) {
            int size = Math.max(end - start + count, bytes.length);
            bytes = Arrays.copyOf(Arrays.copyOfRange(bytes, start, end), size + size / 2);
            end -= start;
            start = 0;
        }
        more.get(bytes, end, count);
        end += count;
    }

    /** True once for each head that asks for {@code 100 Continue} and whose body has not come with it. */
    boolean takeOwedContinue() {
        boolean owed = owesContinue;
        owesContinue = false;
        return owed;
    }

    /** The next whole request, or empty where bytes are still missing. */
    Optional<ReceivedRequest> next() throws ProtocolException {
        while (true) {
            Part before = part;
            Optional<ReceivedRequest> whole =
                    switch (part) {
                        case HEAD -> readHead();
                        case FIXED_BODY -> readFixedBody();
                        case CHUNK_SIZE -> readChunkSize();
                        case CHUNK -> readChunk();
                        case CHUNK_END -> readChunkEnd();
                        case TRAILER -> readTrailer();
                    };
            if (whole.isPresent() || part == before) {
                return whole;
            }
        }
    }

    private Optional<ReceivedRequest> readHead() throws ProtocolException {
        int length = lengthUpTo("\r\n\r\n");
        if (length < 0) {
            return Optional.empty();
        }
        head = take(length);
        String[] lines = new String(head, ISO_8859_1).split("\r\n");
        requestLine = lines[0].split(" ", -1);
        if (requestLine.length != 3 || !requestLine[2].startsWith("HTTP/1.")) {
            throw new ProtocolException("not a request line: " + lines[0]);
        }
        headers = headerLines(lines);
        return chooseBody();
    }

    private static List<Map.Entry<String, String>> headerLines(String[] lines) throws ProtocolException {
        List<Map.Entry<String, String>> found = new ArrayList<>();
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            int colon = line.indexOf(':');
            if (colon <= 0 || line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0 || line.charAt(0) <= ' ') {
                throw new ProtocolException("not a header line: " + line);
            }
            found.add(Map.entry(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return found;
    }

    private Optional<ReceivedRequest> chooseBody() throws ProtocolException {
        List<String> lengths = values("Content-Length");
        List<String> codings = values("Transfer-Encoding");
        if (lengths.size() + codings.size() > 1) {
            throw new ProtocolException("more than one framing: " + lengths + codings);
        }
        if (lengths.isEmpty() && codings.isEmpty()) {
            return Optional.of(complete(new byte[0]));
        }
        if (codings.isEmpty()) {
            awaited = number(lengths.get(0), 10);
            part = Part.FIXED_BODY;
        } else if (codings.get(0).equalsIgnoreCase("chunked")) {
            chunks = new ByteArrayOutputStream();
            part = Part.CHUNK_SIZE;
        } else {
            throw new ProtocolException("unknown transfer coding: " + codings);
        }
        owesContinue = start == end && values("Expect").contains("100-continue");
        return Optional.empty();
    }

    private Optional<ReceivedRequest> readFixedBody() {
        return end - start < awaited ? Optional.empty() : Optional.of(complete(take(awaited)));
    }

    private Optional<ReceivedRequest> readChunkSize() throws ProtocolException {
        int length = lengthUpTo("\r\n");
        if (length >= 0) {
            String size = new String(take(length), ISO_8859_1).strip();
            awaited = number(size.split(";", 2)[0].strip(), 16);
            part = awaited == 0 ? Part.TRAILER : Part.CHUNK;
        }
        return Optional.empty();
    }

    private Optional<ReceivedRequest> readChunk() {
        if (end - start >= awaited) {
            chunks.writeBytes(take(awaited));
            part = Part.CHUNK_END;
        }
        return Optional.empty();
    }

    private Optional<ReceivedRequest> readChunkEnd() throws ProtocolException {
        int length = lengthUpTo("\r\n");
        if (length > 2) {
            throw new ProtocolException("a chunk is longer than its size says");
        }
        if (length == 2) {
            take(length);
            part = Part.CHUNK_SIZE;
        }
        return Optional.empty();
    }

    private Optional<ReceivedRequest> readTrailer() {
        for (int length = lengthUpTo("\r\n"); length >= 0; length = lengthUpTo("\r\n")) {
            take(length);
            if (length == 2) {
                return Optional.of(complete(chunks.toByteArray()));
            }
        }
        return Optional.empty();
    }

    private ReceivedRequest complete(byte[] body) {
        part = Part.HEAD;
        owesContinue = false;
        return new ReceivedRequest(requestLine[0], requestLine[1], headers, head, body);
    }

    private List<String> values(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static int number(String digits, int radix) throws ProtocolException {
        try {
            return Integer.parseUnsignedInt(digits, radix);
        } catch (NumberFormatException e) {
            throw new ProtocolException("not a length: " + digits);
        }
    }

    private int lengthUpTo(String mark) {
        for (int at = start; at <= end - mark.length(); at++) {
            if (matches(mark, at)) {
                return at + mark.length() - start;
            }
        }
        return -1;
    }

    private boolean matches(String mark, int at) {
        for (int i = 0; i < mark.length(); i++) {
            if (bytes[at + i] != mark.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private byte[] take(int length) {
        byte[] taken = Arrays.copyOfRange(bytes, start, start + length);
        start += length;
        if (start == end) {
            start = 0;
            end = 0;
        }
        return taken;
    }
}
