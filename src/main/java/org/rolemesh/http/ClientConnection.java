package org.rolemesh.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.impl.ContextInternal;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;
import org.rolemesh.config.LimitsConfig;
import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.wire.InContext;
import org.rolemesh.wire.IncomingHead;
import org.rolemesh.wire.LateFlush;
import org.rolemesh.wire.MalformedMessage;
import org.rolemesh.wire.ReadSizes;
import org.rolemesh.wire.TurnEnd;

/**
 * A client's connection, for one request at a time: a request that is sent before the last answer is over is not served
 * (docs/decisions/010). Confined to its event loop; what it tells, it tells in the context of its listener.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final FrontDoor door;
    private final ContextInternal context;
    /** From here on nothing of Vert.x is passed, whose close waits until all that was written before has been sent. */
    private final ChannelHandlerContext end;

    private final Channel channel;
    private final HeadReader heads;
    private final HeadDeadline deadline;
    /** What was read of a body that nobody has asked for yet. */
    private final Deque<ByteBuf> held = new ArrayDeque<>(0);
    // Made once, not for each event.
    private final Consumer<ByteBuf> read = this::read;

    /** What is being read now; null: nothing is. */
    private ByteBuf reading;

    /** Null: none is under way. */
    private Request request;
    /** What comes of its body is dropped: it is answered, or is being answered, without it. */
    private boolean dropping;
    /** It has been answered, and the connection closes when the rest of its body has come. */
    private boolean lingering;
    /** The head that comes next was sent before the answer to the last was over. */
    private boolean early;
    /** Nothing more is read. */
    private boolean refusing;

    /**
     * Takes a connection over.
     *
     * @param vertx the handler that Vert.x has at the end of the pipeline; what is read does not reach it
     * @param turnEnd of its event loop
     */
    ClientConnection(
            FrontDoor door,
            LimitsConfig limits,
            ContextInternal context,
            ChannelHandlerContext vertx,
            TurnEnd turnEnd) {
        this.door = door;
        this.context = context;
        this.end = vertx;
        this.channel = vertx.channel();
        this.heads = new HeadReader(limits);
        this.deadline = new HeadDeadline(
                channel.eventLoop(), limits.headerTimeout(), limits.keepAliveIdle(), this::tookTooLong);
        ReadSizes.on(channel);
        LateFlush.install(channel, turnEnd);
        channel.pipeline().addBefore(vertx.name(), "requests", this);
    }

    Channel channel() {
        return channel;
    }

    ContextInternal context() {
        return context;
    }

    boolean isDropping() {
        return dropping;
    }

    String remoteAddress() {
        return channel.remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : null;
    }

    SSLSession tls() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        return tls == null ? null : tls.engine().getSession();
    }

    /** At once on the event loop, soon from another thread. */
    void onLoop(Runnable work) {
        if (channel.eventLoop().inEventLoop()) {
            work.run();
        } else {
            context.runOnContext(ignored -> work.run());
        }
    }

    /** It leaves at the end of the turn. */
    ChannelFuture send(ByteBuf bytes, ChannelPromise promise) {
        return end.writeAndFlush(bytes, promise);
    }

    void sendContinue() {
        send(Unpooled.wrappedBuffer(CONTINUE), channel.voidPromise());
    }

    /** Whoever reads the body has come: what is here of it is told at once. */
    void bodyIsWanted() {
        if (reading != null && held.isEmpty()) {
            readBody(reading);
        } else {
            resume();
        }
    }

    private void resume() {
        while (!held.isEmpty() && (refusing || takesMore())) {
            ByteBuf next = held.poll();
            try {
                read(next);
            } finally {
                next.release();
            }
        }
        if (held.isEmpty()) {
            channel.config().setAutoRead(true);
        }
    }

    private boolean takesMore() {
        return request == null || request.isBodyOver() || request.wantsBody() || dropping;
    }

    /** The answer of the request under way has ended. */
    void answered() {
        if (!request.isBodyOver()) {
            linger();
        } else if (request.answer().isLast() || early) {
            closeOnceSent();
        } else {
            request = null;
            deadline.answered();
        }
    }

    /** What the client still sends is taken and dropped for a while, so that it sees the answer before the close. */
    private void linger() {
        lingering = true;
        dropBody();
        var limit = channel.eventLoop().schedule(this::closeOnceSent, Answer.LINGER_MS, MILLISECONDS);
        channel.closeFuture().addListener(ignored -> limit.cancel(false));
    }

    /** Only who is read from can be seen to leave. */
    void dropBody() {
        dropping = true;
        if (reading == null) {
            resume();
        }
    }

    /** Who takes nothing more has as long for it as an idle connection. */
    void closeOnceSent() {
        refusing = true;
        deadline.answered();
        send(Unpooled.EMPTY_BUFFER, channel.newPromise()).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (!refusing) {
                deadline.bytesCame();
                inContext(read, in);
                deadline.bytesRead();
            }
        } finally {
            in.release();
        }
    }

    /** What is read ends here. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {}

    private void read(ByteBuf in) {
        reading = in;
        try {
            while (in.isReadable() && !refusing) {
                readNext(in);
            }
        } finally {
            reading = null;
        }
    }

    private void readNext(ByteBuf in) {
        if (request == null) {
            readHead(in);
        } else if (request.isBodyOver()) {
            noteEarly(in);
            in.skipBytes(in.readableBytes());
        } else if (takesMore()) {
            readBody(in);
        } else {
            hold(in);
        }
    }

    private void readHead(ByteBuf in) {
        try {
            IncomingHead head = heads.read(in);
            if (head == null) {
                return;
            }
            if (early) {
                // Its sender has to know that a close may be the answer to that.
                closeOnceSent();
                return;
            }
            deadline.headArrived();
            request = new Request(this, head);
            door.handle(request);
        } catch (HeadReader.Refused e) {
            refuse(e);
        }
        if (request == null) {
            noteEarly(in);
        }
    }

    private void refuse(HeadReader.Refused why) {
        refusing = true;
        if (why.head() == null || early) {
            refuse(why.error());
            return;
        }
        request = new Request(this, why.head());
        request.answer().closeAfterwards();
        door.refuse(request, why.error());
    }

    private void refuse(ApiError error) {
        refusing = true;
        deadline.answered();
        send(RawAnswer.of(error), channel.newPromise()).addListener(ChannelFutureListener.CLOSE);
    }

    private void readBody(ByteBuf in) {
        try {
            request.take(in);
        } catch (MalformedMessage e) {
            refusing = true;
            if (lingering) {
                closeOnceSent();
            } else {
                request.bodyFailed(e);
            }
            return;
        }
        if (request == null) {
            noteEarly(in);
        } else if (lingering && request.isBodyOver()) {
            closeOnceSent();
        }
    }

    /** An empty line after a body is nothing. */
    private void noteEarly(ByteBuf in) {
        while (in.isReadable() && (in.getByte(in.readerIndex()) == '\r' || in.getByte(in.readerIndex()) == '\n')) {
            in.skipBytes(1);
        }
        early |= in.isReadable();
    }

    private void hold(ByteBuf in) {
        held.add(in.readRetainedSlice(in.readableBytes()));
        channel.config().setAutoRead(false);
    }

    private void tookTooLong(boolean hasBegun) {
        if (!channel.isActive()) {
            return;
        }
        if (hasBegun) {
            refuse(ApiErrors.requestTimeout());
        } else {
            end.close();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (request != null && channel.isWritable()) {
            inContext(Answer::drained, request.answer());
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        refusing = true;
        deadline.cancel();
        for (ByteBuf next = held.poll(); next != null; next = held.poll()) {
            next.release();
        }
        if (request != null) {
            inContext(Answer::lost, request.answer());
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end.close();
    }

    private <T> void inContext(Consumer<T> work, T what) {
        InContext.run(context, end, work, what);
    }
}
