package org.rolemesh.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A loopback port on which a connection attempt hangs: nobody accepts and the kernel's queue is full, so Linux drops the
 * client's SYN and the client repeats it after a second, and so on.
 */
public final class NeverAccepts implements AutoCloseable {
    private static final int MOST_QUEUED = 64;
    private static final long FULL_AFTER_MILLIS = 200;

    private final ServerSocket server;
    private final List<SocketChannel> queued = new ArrayList<>();

    private NeverAccepts(ServerSocket server) {
        this.server = server;
    }

    /** Listens on a free port; returns once the queue is full. */
    public static NeverAccepts start() {
        return start(0);
    }

    /** Takes the place of a server that was on this port; returns once the queue is full. */
    public static NeverAccepts start(int port) {
        try {
            NeverAccepts listener = new NeverAccepts(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
            listener.fill();
            return listener;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot fill a listener's queue", e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + port());
    }

    @Override
    public void close() {
        try {
            for (SocketChannel channel : queued) {
                channel.close();
            }
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void fill() throws IOException {
        while (queuedOneMore()) {
            if (queued.size() > MOST_QUEUED) {
                close();
                throw new IOException("the queue took " + MOST_QUEUED + " connections and is not full");
            }
        }
    }

    private boolean queuedOneMore() throws IOException {
        SocketChannel channel = SocketChannel.open();
        queued.add(channel);
        channel.configureBlocking(false);
        if (channel.connect(server.getLocalSocketAddress())) {
            return true;
        }
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_CONNECT);
            return selector.select(FULL_AFTER_MILLIS) > 0 && channel.finishConnect();
        }
    }
}
