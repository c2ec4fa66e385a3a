package org.rolemesh.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An HTTP/1.1 client that sends exactly what a test says and shows exactly what comes back, and when. One thread at a
 * time; every read has a timeout and throws {@link java.net.SocketTimeoutException} after it.
 */
public final class RawHttp implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Socket socket;
    private final TimedInput input;
    private final String authority;
    private BodyReader body;

    private RawHttp(Socket socket, String authority) throws IOException {
        this.socket = socket;
        this.authority = authority;
        input = new TimedInput(socket);
    }

    /** Connects to the host and port of this address; with https, as a client of {@link TestAuthority#mesh()}. */
    public static RawHttp connect(URI address) throws IOException {
        return address.getScheme().equals("https")
                ? connect(address, TestAuthority.meshClient())
                : connect(address.getHost(), address.getPort());
    }

    /** Connects by TLS; the handshake comes with the first bytes that are sent. */
    public static RawHttp connect(URI address, SSLContext tls) throws IOException {
        Socket plain = connected(null, address.getHost(), address.getPort());
        return new RawHttp(
                tls.getSocketFactory().createSocket(plain, address.getHost(), address.getPort(), true),
                address.getAuthority());
    }

    /** Connects; TCP_NODELAY is on. */
    public static RawHttp connect(String host, int port) throws IOException {
        return connect(null, host, port);
    }

    /** Connects from another of this machine's own addresses, 127.0.0.2 and so on. */
    public static RawHttp connectFrom(String own, URI address) throws IOException {
        return connect(InetAddress.getAllByName(own)[0], address.getHost(), address.getPort());
    }

    private static RawHttp connect(InetAddress own, String host, int port) throws IOException {
        return new RawHttp(connected(own, host, port), host + ":" + port);
    }

    private static Socket connected(InetAddress own, String host, int port) throws IOException {
        Socket socket = new Socket();
        try {
            if (own != null) {
                socket.bind(new InetSocketAddress(own, 0));
            }
            socket.setTcpNoDelay(true);
            socket.connect(
                    new InetSocketAddress(InetAddress.getAllByName(host)[0], port), (int) CONNECT_TIMEOUT.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends these bytes and nothing else. */
    public RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends this text as UTF-8. */
    public RawHttp send(String text) throws IOException {
        return send(text.getBytes(UTF_8));
    }

    /** Sends a GET with a Host header and these header lines ({@code "Name: value"}). */
    public RawHttp get(String target, String... headerLines) throws IOException {
        return send(head("GET", target, headerLines) + "\r\n");
    }

    /** Sends a POST of this JSON, with Host, Content-Type and Content-Length and these header lines. */
    public RawHttp post(String target, String json, String... headerLines) throws IOException {
        int length = json.getBytes(UTF_8).length;
        return send(head("POST", target, headerLines) + "Content-Type: application/json\r\nContent-Length: " + length
                + "\r\n\r\n" + json);
    }

    private String head(String method, String target, String... headerLines) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + authority + "\r\n");
        for (String line : headerLines) {
            head.append(line).append("\r\n");
        }
        return head.toString();
    }

    /** The certificate that the other side has shown. */
    public X509Certificate certificate() throws IOException {
        return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
    }

    /** Reads status line and headers; the body, if any, is then read by the other methods. */
    public Head readHead(Duration timeout) throws IOException {
        input.allow(timeout);
        List<String> lines = new ArrayList<>();
        for (String line = input.line(); !line.isEmpty(); line = input.line()) {
            lines.add(line);
        }
        Head head = Head.of(lines);
        body = new BodyReader(input, head);
        return head;
    }

    /** Reads a whole answer: the head, then the body to its end, clean or not. */
    public Answer readAnswer(Duration timeout) throws IOException {
        Head head = readHead(timeout);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Optional<Piece> piece = nextPiece(timeout); piece.isPresent(); piece = nextPiece(timeout)) {
            all.writeBytes(piece.get().bytes());
        }
        return new Answer(head, all.toString(UTF_8), end());
    }

    /** The next piece of the body as it arrived (a chunk, or what one read gave); empty when the body has ended. */
    public Optional<Piece> nextPiece(Duration timeout) throws IOException {
        input.allow(timeout);
        return body.next();
    }

    /** The next server-sent event or comment; empty when the body has ended. What follows the last blank line is dropped. */
    public Optional<Event> nextEvent(Duration timeout) throws IOException {
        input.allow(timeout);
        return body.nextEvent();
    }

    /** How the body ended; asked before its end, that it is still open. */
    public BodyEnd end() {
        return body.end();
    }

    /** Whether the peer closes within the timeout, reading away whatever else comes. */
    public boolean closedWithin(Duration timeout) throws IOException {
        input.allow(timeout);
        return input.drainsToEnd();
    }

    /** Ends the connection with a reset (RST). */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Ends the connection in the ordinary way (FIN). */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** How a body ended. */
    public enum BodyEnd {
        OPEN,
        /** By its last chunk, its whole Content-Length, or a close where neither was announced. */
        CLEAN,
        /** By a close before that. */
        CLOSED,
        /** By a reset before that. */
        RESET
    }

    /** Status line and headers, names as spelled and in order. */
    public record Head(String statusLine, int status, List<Map.Entry<String, String>> headers) {
        static Head of(List<String> lines) throws IOException {
            String[] words = lines.isEmpty() ? new String[0] : lines.get(0).split(" ", 3);
            if (words.length < 2 || !words[1].matches("\\d{3}")) {
                throw new IOException("not a status line: " + lines);
            }
            List<Map.Entry<String, String>> headers = lines.stream()
                    .skip(1)
                    .map(line -> line.split(":", 2))
                    .map(pair -> Map.entry(pair[0], pair.length > 1 ? pair[1].strip() : ""))
                    .toList();
            return new Head(lines.get(0), Integer.parseInt(words[1]), headers);
        }

        /** The values of all lines with this name, whatever its case. */
        public List<String> all(String name) {
            return headers.stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        /** The value of the first line with this name, whatever its case. */
        public Optional<String> first(String name) {
            return all(name).stream().findFirst();
        }
    }

    /** A whole answer; the body as UTF-8. */
    public record Answer(Head head, String body, BodyEnd end) {
        public int status() {
            return head.status();
        }
    }

    /** Some bytes of a body, one character for each (Latin-1), and the {@link System#nanoTime()} of their arrival. */
    public record Piece(String latin1, long arrivedNanos) {
        public byte[] bytes() {
            return latin1.getBytes(ISO_8859_1);
        }
    }

    /** One block of an event stream without its blank line, and the {@link System#nanoTime()} of its arrival. */
    public record Event(String block, long arrivedNanos) {
        /** What follows {@code data: }, lines joined; empty for a comment. */
        public String data() {
            return block.lines()
                    .filter(line -> line.startsWith("data:"))
                    .map(line -> line.substring("data:".length()).stripLeading())
                    .reduce((first, second) -> first + "\n" + second)
                    .orElse("");
        }

        public boolean isDone() {
            return data().equals("[DONE]");
        }
    }
}
