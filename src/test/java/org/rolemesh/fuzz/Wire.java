package org.rolemesh.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection on which anything is sent, and what comes back, as bytes. */
final class Wire implements AutoCloseable {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");
    private static final int CONTINUE = 100;

    private final Socket socket = new Socket();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean closed;

    Wire(URI url) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), 5_000);
    }

    /** The other side may close before it has it all. */
    void send(byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
        } catch (SocketException e) {
            closed = true;
        }
    }

    /** No more will be sent. */
    void endOutput() throws IOException {
        try {
            socket.shutdownOutput();
        } catch (SocketException e) {
            closed = true;
        }
    }

    /** Whether so many answers have begun, or the other side has closed, within this time. */
    boolean awaitAnswers(int count, long millis) throws IOException {
        return await(() -> statuses().size() >= count, millis);
    }

    boolean awaitClose(long millis) throws IOException {
        return await(() -> false, millis);
    }

    private interface Condition {
        boolean met();
    }

    private boolean await(Condition condition, long millis) throws IOException {
        long end = System.nanoTime() + millis * 1_000_000;
        byte[] piece = new byte[16 * 1024];
        while (!closed && !condition.met()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            socket.setSoTimeout((int) left);
            try {
                int count = socket.getInputStream().read(piece);
                closed = count < 0;
                received.write(piece, 0, Math.max(0, count));
            } catch (SocketTimeoutException e) {
                return false;
            } catch (SocketException e) {
                closed = true;
            }
        }
        return true;
    }

    /** The status of each answer that has begun; those that only say that one may go on are none. */
    List<Integer> statuses() {
        List<Integer> all = new ArrayList<>();
        Matcher matcher = STATUS.matcher(text());
        while (matcher.find()) {
            int status = Integer.parseInt(matcher.group(1));
            if (status != CONTINUE) {
                all.add(status);
            }
        }
        return all;
    }

    String text() {
        return received.toString(ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
