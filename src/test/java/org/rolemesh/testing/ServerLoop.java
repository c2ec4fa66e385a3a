package org.rolemesh.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** One listening port and the one thread that accepts and reads all of its connections. */
final class ServerLoop implements AutoCloseable {
    private static final int BACKLOG = 4096;

    private final Selector selector;
    private final ServerSocketChannel server;
    private final Tally tally;
    private final Connection.Door door;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(64 * 1024);
    private final Thread thread = new Thread(this::run, "fault-backend-loop");
    private volatile boolean stopping;

    /** Listens on this loopback port; 0 takes a free one. */
    ServerLoop(int port, Tally tally, Connection.Door door) throws IOException {
        this.tally = tally;
        this.door = door;
        selector = Selector.open();
        server = ServerSocketChannel.open();
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.socket().getLocalPort();
    }

    /** Returns when the port is free and every connection closed. */
    @Override
    public void close() {
        stopping = true;
        selector.wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (selector;
                server) {
            while (!stopping) {
                selector.select(this::ready);
            }
            server.close();
            for (SelectionKey key : selector.keys()) {
                if (key.attachment() instanceof Connection connection) {
                    connection.stop();
                }
            }
        } catch (IOException | ClosedSelectorException e) {
            throw new IllegalStateException("the fake backend's loop ended", e);
        }
    }

    private void ready(SelectionKey key) {
        try {
            serve(key);
        } catch (CancelledKeyException e) {
            // another thread has closed this connection since the select: nothing is left to do for it
        }
    }

    private void serve(SelectionKey key) {
        if (key.attachment() instanceof Connection connection) {
            if (key.isValid() && key.isReadable()) {
                connection.readable(scratch);
            }
            if (key.isValid() && key.isWritable()) {
                connection.writable();
            }
        } else {
            accept();
        }
    }

    private void accept() {
        try {
            for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
                key.attach(new Connection(channel, key, tally, door));
                tally.change(Counts::connected);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
