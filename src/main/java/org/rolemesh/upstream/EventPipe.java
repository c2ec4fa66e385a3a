package org.rolemesh.upstream;

import io.vertx.core.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A stream of events for a thread that reads them. A read returns what has come so far, at most up to the end of one
 * piece, and waits only where nothing has: a server that copies it to a client sends each event when it comes. Closing
 * it before its end cancels the upstream.
 *
 * <p>One side is an event loop and never waits; the other is any thread.
 */
final class EventPipe extends InputStream {
    private static final int FULL_BYTES = 64 * 1024;

    private final Context context;
    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private int offset;
    private int buffered;
    private boolean finished;
    private String fault;
    private boolean closed;
    private Runnable drained;
    private Runnable abandoned = () -> {};
    private Runnable leaving = () -> {};

    EventPipe(Context context) {
        this.context = context;
    }

    synchronized void offer(byte[] piece) {
        if (!closed && piece.length > 0) {
            pieces.add(piece);
            buffered += piece.length;
            notifyAll();
        }
    }

    /** @param whatBroke thrown to the reader after the last piece; null for a clean end */
    synchronized void finish(String whatBroke) {
        finished = true;
        fault = whatBroke;
        notifyAll();
    }

    synchronized boolean isFull() {
        return buffered >= FULL_BYTES;
    }

    synchronized void onDrained(Runnable action) {
        drained = action;
        if (buffered == 0) {
            tellDrained();
        }
    }

    synchronized void onAbandoned(Runnable action) {
        abandoned = action;
    }

    /** Calls {@code action} on the reader's thread if it closes before the end. */
    synchronized void onLeaving(Runnable action) {
        leaving = action;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] into, int start, int length) throws IOException {
        awaitPiece();
        if (pieces.isEmpty()) {
            if (fault != null) {
                throw new IOException(fault);
            }
            return -1;
        }
        byte[] piece = pieces.peek();
        int taken = Math.min(length, piece.length - offset);
        System.arraycopy(piece, offset, into, start, taken);
        offset += taken;
        if (offset == piece.length) {
            pieces.remove();
            offset = 0;
        }
        buffered -= taken;
        if (buffered < FULL_BYTES / 2) {
            tellDrained();
        }
        return taken;
    }

    @Override
    public synchronized int available() {
        return pieces.isEmpty() ? 0 : pieces.peek().length - offset;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        pieces.clear();
        if (!finished) {
            leaving.run();
            context.runOnContext(ignored -> abandoned.run());
        }
        finished = true;
        notifyAll();
    }

    private void awaitPiece() throws IOException {
        while (pieces.isEmpty() && !finished) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for the upstream", e);
            }
        }
    }

    private void tellDrained() {
        if (drained != null) {
            Runnable action = drained;
            drained = null;
            context.runOnContext(ignored -> action.run());
        }
    }
}
