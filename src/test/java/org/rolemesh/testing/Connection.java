package org.rolemesh.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.rolemesh.testing.Counts.Outcome;

/**
 * One client of {@link FaultBackend}: requests are served one after the other, and the client's leaving is noticed at any
 * time. The loop's thread reads; any thread writes. The state below is guarded by this object's monitor.
 */
final class Connection {
    /** Serves a request that has come in whole. */
    @FunctionalInterface
    interface Door {
        Exchange open(ReceivedRequest request, Connection connection);
    }

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Tally tally;
    private final Door door;
    private final RequestParser parser = new RequestParser();
    private final Deque<ByteBuffer> unsent = new ArrayDeque<>();
    private int unsentBytes;
    private Exchange current;
    private Ending ending;
    private boolean closed;

    Connection(SocketChannel channel, SelectionKey key, Tally tally, Door door) {
        this.channel = channel;
        this.key = key;
        this.tally = tally;
        this.door = door;
    }

    /** On the loop's thread: the socket has bytes, or its end. */
    synchronized void readable(ByteBuffer scratch) {
        try {
            scratch.clear();
            if (channel.read(scratch) < 0) {
                clientGone();
                return;
            }
            parser.feed(scratch.flip());
            if (current == null) {
                serveNext();
            }
        } catch (IOException e) {
            clientGone();
        }
    }

    /** On the loop's thread: the socket takes bytes again. */
    synchronized void writable() {
        try {
            flush();
        } catch (IOException e) {
            clientGone();
        }
    }

    synchronized void send(Exchange exchange, byte[] bytes) throws IOException {
        requireOpen(exchange);
        try {
            enqueue(bytes);
        } catch (IOException e) {
            clientGone();
            throw e;
        }
    }

    synchronized void awaitSent(Exchange exchange) throws IOException, InterruptedException {
        while (!unsent.isEmpty() && current == exchange) {
            wait();
        }
        requireOpen(exchange);
    }

    synchronized void end(Exchange exchange, byte[] last, Ending how) throws IOException {
        requireOpen(exchange);
        ending = how;
        enqueue(last);
    }

    synchronized void endIfOpen(Exchange exchange, Ending how) {
        if (current == exchange && ending == null) {
            try {
                end(exchange, new byte[0], how);
            } catch (IOException e) {
                clientGone();
            }
        }
    }

    synchronized int unsentBytes() {
        return unsentBytes;
    }

    /** The backend stops: an answer under way is cut. */
    synchronized void stop() {
        close(Outcome.CUT);
    }

    private void clientGone() {
        close(Outcome.ABORTED);
    }

    private void requireOpen(Exchange exchange) throws IOException {
        if (closed || current != exchange || ending != null) {
            throw new IOException("the exchange is over");
        }
    }

    private void enqueue(byte[] bytes) throws IOException {
        unsent.add(ByteBuffer.wrap(bytes));
        unsentBytes += bytes.length;
        flush();
        if (!unsent.isEmpty()) {
            key.interestOpsOr(SelectionKey.OP_WRITE);
            key.selector().wakeup();
        }
    }

    private void flush() throws IOException {
        for (ByteBuffer first = unsent.peek(); first != null; first = unsent.peek()) {
            int sent = channel.write(first);
            unsentBytes -= sent;
            tally.sentBytes.add(sent);
            if (first.hasRemaining()) {
                return;
            }
            unsent.remove();
        }
        if (key.isValid()) {
            key.interestOpsAnd(~SelectionKey.OP_WRITE);
        }
        notifyAll();
        if (ending != null) {
            settle();
        }
    }

    private void settle() throws IOException {
        boolean whole = ending == Ending.KEEP;
        boolean keep = whole && !asksToClose(current.request());
        if (ending == Ending.RESET) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        finish(whole ? Outcome.DONE : Outcome.CUT, false);
        if (keep) {
            serveNext();
        } else {
            close(Outcome.CUT);
        }
    }

    private static boolean asksToClose(ReceivedRequest request) {
        return request.headers("Connection").stream().anyMatch("close"::equalsIgnoreCase);
    }

    private void serveNext() throws IOException {
        try {
            Optional<ReceivedRequest> next = parser.next();
            if (next.isPresent()) {
                current = door.open(next.get(), this);
            } else if (parser.takeOwedContinue()) {
                enqueue("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
            }
        } catch (ProtocolException e) {
            tally.change(Counts::misread);
            enqueue("HTTP/1.1 400 Bad\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
            close(Outcome.CUT);
        }
    }

    private void finish(Outcome outcome, boolean interrupt) {
        Exchange ended = current;
        current = null;
        ending = null;
        if (ended != null) {
            ended.over(interrupt);
            tally.change(counts -> counts.ended(outcome));
        }
    }

    private void close(Outcome outcome) {
        if (closed) {
            return;
        }
        closed = true;
        finish(outcome, true);
        unsent.clear();
        notifyAll();
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket that cannot be closed", e);
        } finally {
            tally.change(Counts::disconnected);
        }
        // a registered channel leaves the kernel only when its selector comes round
        key.selector().wakeup();
    }
}
