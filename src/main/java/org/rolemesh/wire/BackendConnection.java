package org.rolemesh.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.ContextInternal;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * One connection to a backend, for one request at a time. Its listener is told on the event loop, in the context of the
 * request. Confined to its event loop.
 */
public final class BackendConnection {
    /** A larger request is sent in parts of so much: while one is on its way, the next is copied, and all from the pool. */
    private static final int PART_BYTES = 128 * 1024;

    private final BackendConnections home;
    private final Address address;
    /** From here on nothing of Vert.x is passed, whose close waits until all that was written before has been sent. */
    private final ChannelHandlerContext end;

    private final Channel channel;
    private final Parsed parsed = new Parsed();
    private final AnswerParser parser = new AnswerParser(parsed);
    /** What was read while nobody wanted it: of one read, or, under TLS, of one record after the other. */
    private final Queue<Piece> held = new ArrayDeque<>(0);

    private AnswerListener listener;
    private ContextInternal context;
    private ChannelFuture sent;
    private boolean paused;
    private boolean complete;
    private Throwable failure;
    private boolean used;
    private boolean givenUp;
    private long idleSinceNanos;

    /** @param vertx the handler that Vert.x has at the end of the pipeline; what is read does not reach it */
    BackendConnection(BackendConnections home, Address address, ChannelHandlerContext vertx) {
        this.home = home;
        this.address = address;
        this.end = vertx;
        this.channel = vertx.channel();
        ReadSizes.on(channel);
        channel.pipeline().addBefore(vertx.name(), "answers", new Reads());
    }

    Address address() {
        return address;
    }

    /**
     * Sends a request, and has {@code answer} told of what comes of it.
     *
     * @param body in pieces, which are read to their ends; may be empty
     * @param of the request
     */
    public void send(RequestHead head, List<ByteBuffer> body, ContextInternal of, AnswerListener answer) {
        context = of;
        listener = answer;
        used = true;
        parser.begin();
        int length = head.length();
        for (ByteBuffer piece : body) {
            length += piece.remaining();
        }
        ByteBuf part = channel.alloc().ioBuffer(Math.min(length, PART_BYTES));
        head.writeTo(part);
        for (ByteBuffer piece : body) {
            part = write(piece, part);
        }
        sent = channel.writeAndFlush(part);
    }

    /** Gives the part that is not full yet. */
    private ByteBuf write(ByteBuffer piece, ByteBuf begun) {
        ByteBuf part = begun;
        for (int room = PART_BYTES - part.writerIndex(); piece.remaining() > room; room = PART_BYTES) {
            part.writeBytes(piece.slice(piece.position(), room));
            piece.position(piece.position() + room);
            channel.writeAndFlush(part);
            part = channel.alloc().ioBuffer(Math.min(piece.remaining(), PART_BYTES));
        }
        return part.writeBytes(piece);
    }

    /** From now on another one is told of the same answer. */
    public void tell(AnswerListener next) {
        if (listener != null) {
            listener = next;
        }
    }

    /** Nothing more is told until {@link #resume}. */
    public void pause() {
        paused = true;
        channel.config().setAutoRead(false);
    }

    public void resume() {
        paused = false;
        while (!paused && listener != null && !held.isEmpty()) {
            Piece next = held.poll();
            listener.piece(next.bytes(), next.chunks());
        }
        if (paused) {
            return;
        }
        // Also where it is over: the next answer is to be read.
        channel.config().setAutoRead(true);
        if (failure != null) {
            fail(failure);
        } else if (complete) {
            end();
        }
    }

    /** Gives up what runs on it, of which nothing more is told; the backend sees its connection close. */
    public void close() {
        givenUp = true;
        listener = null;
        held.clear();
        end.close();
    }

    /** Closes it, and runs {@code closed} once the backend can know. */
    public void close(Runnable closed) {
        channel.closeFuture().addListener(ignored -> closed.run());
        close();
    }

    /**
     * Whether the other side has closed it, as far as this host has heard. The event loop hears of that only in its next turn;
     * what is written before is lost, and nobody could say whether it ran. So the socket itself is asked, which costs one
     * read that finds nothing.
     */
    public boolean isClosed() {
        if (address.secure() && !used) {
            // This may be called while TLS reads the end of the handshake.
            used = true;
        } else if (channel.unsafe() instanceof AbstractNioChannel.NioUnsafe socket
                && channel.eventLoop().inEventLoop()) {
            socket.read();
        }
        return !channel.isActive() || isClosedByTls();
    }

    /** The other side says so by TLS before it closes, and one read may find no more than that. */
    private boolean isClosedByTls() {
        SslHandler tls = address.secure() ? channel.pipeline().get(SslHandler.class) : null;
        return tls != null && tls.engine().isInboundDone();
    }

    void idleSince(long nanos) {
        idleSinceNanos = nanos;
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    private void end() {
        AnswerListener told = listener;
        listener = null;
        complete = false;
        if (told != null) {
            told.ended();
        }
        if (!givenUp && parser.isKeptAlive() && sent.isSuccess() && channel.isActive()) {
            home.keep(this);
        } else {
            close();
        }
    }

    private void fail(Throwable cause) {
        AnswerListener told = listener;
        close();
        if (told != null) {
            told.failed(cause);
        }
    }

    private void broke(Throwable cause) {
        if (!paused || listener == null) {
            fail(cause);
        } else if (failure == null) {
            failure = cause;
        }
    }

    private record Piece(Buffer bytes, int chunks) {}

    private final class Parsed implements AnswerParser.Sink {
        @Override
        public void head(AnswerHead head) {
            if (listener != null) {
                listener.head(head);
            }
        }

        @Override
        public void piece(Buffer bytes, int chunks) {
            if (listener == null) {
                return;
            }
            if (paused) {
                held.add(new Piece(bytes, chunks));
            } else {
                listener.piece(bytes, chunks);
            }
        }

        @Override
        public void end() {
            if (paused && listener != null) {
                complete = true;
            } else {
                BackendConnection.this.end();
            }
        }
    }

    private final class Reads extends ChannelInboundHandlerAdapter {
        // Made once, not for each event.
        private final Consumer<ByteBuf> read = this::read;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf in = (ByteBuf) message;
            try {
                if (listener == null || complete) {
                    closeIfAny(in);
                } else if (failure == null) {
                    inContext(read, in);
                }
            } finally {
                in.release();
            }
        }

        /** What nobody has asked for would be taken for the next answer. */
        private void closeIfAny(ByteBuf unasked) {
            if (unasked.isReadable()) {
                end.close();
            }
        }

        private void read(ByteBuf in) {
            try {
                parser.read(in);
                closeIfAny(in);
            } catch (MalformedMessage e) {
                broke(e);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            home.closed(BackendConnection.this);
            if (listener != null) {
                inContext(ignored -> lost(), ctx);
            }
            ctx.fireChannelInactive();
        }

        private void lost() {
            if (complete) {
                return;
            }
            if (parser.endsWithConnection()) {
                parsed.end();
            } else {
                broke(new ConnectionClosed());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (listener != null) {
                inContext(BackendConnection.this::broke, cause);
            }
            end.close();
        }

        private <T> void inContext(Consumer<T> work, T what) {
            InContext.run(context, end, work, what);
        }
    }
}
