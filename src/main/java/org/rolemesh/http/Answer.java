package org.rolemesh.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.rolemesh.wire.ConnectionClosed;
import org.rolemesh.wire.HeaderText;

/**
 * The answer to a request on a connection of ours (RFC 9112, sections 4 to 7). Each thing that is written is one buffer, with
 * the head before the first and a chunk's size before and after it.
 */
final class Answer implements ClientAnswer {
    /** How long a client that takes nothing, or that still sends, is waited for. */
    static final long LINGER_MS = 2_000;

    /** A body that is longer is sent from where it lies, behind its head. */
    private static final int ONE_BUFFER_BYTES = 16 * 1024;

    private static final int NO_LENGTH = -1;
    private static final int CRLF = '\r' << 8 | '\n';
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String HEX_DIGITS = "0123456789abcdef";
    /** Around a chunk's data: the digits of a size, and two line ends. */
    private static final int CHUNK_FRAME_BYTES = 12;

    /** Of a head, beside its fields. */
    private static final int OTHER_HEAD_BYTES = 128;

    private static final int USUAL_FIELDS = 16;

    private final ClientConnection connection;
    private final Channel channel;
    private final Request request;
    private int status = 200;
    /** Names and values in turn. */
    private String[] fields = new String[USUAL_FIELDS];

    private int count;
    private boolean last;
    private boolean chunked;
    /** False where the method or the status allows none. */
    private boolean hasBody;

    private volatile boolean begun;
    private volatile boolean ended;
    private volatile boolean closed;
    private volatile Runnable whenDrained;
    private volatile Runnable whenClosed;
    private Runnable whenOver;

    Answer(ClientConnection connection, Channel channel, Request request) {
        this.connection = connection;
        this.channel = channel;
        this.request = request;
    }

    /** Calls {@code over} once, when it has ended or the client has left. */
    void onOver(Runnable over) {
        whenOver = over;
    }

    /** It is the last of its connection. */
    void closeAfterwards() {
        last = true;
    }

    boolean isLast() {
        return last;
    }

    @Override
    public Answer status(int code) {
        if (code < 200 || code > 999) {
            throw new IllegalArgumentException(code + " is no status of an answer");
        }
        status = code;
        return this;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public Answer header(String name, String value) {
        HeaderText.check(name, value);
        int at = find(name);
        if (at == count) {
            if (count == fields.length) {
                fields = Arrays.copyOf(fields, 2 * count);
            }
            count += 2;
            fields[at] = name;
        }
        fields[at + 1] = value;
        return this;
    }

    private int find(String name) {
        for (int i = 0; i < count; i += 2) {
            if (fields[i].equalsIgnoreCase(name)) {
                return i;
            }
        }
        return count;
    }

    @Override
    public void clearHeaders() {
        count = 0;
    }

    @Override
    public void write(Buffer bytes) {
        connection.onLoop(() -> writePart(bytes));
    }

    private void writePart(Buffer bytes) {
        if (ended || closed) {
            return;
        }
        int length = bytes.length();
        ByteBuf out;
        if (begun) {
            if (length == 0) {
                return;
            }
            out = channel.alloc().ioBuffer(length + CHUNK_FRAME_BYTES);
        } else {
            out = beginWith(NO_LENGTH, length + CHUNK_FRAME_BYTES);
        }
        if (length > 0 && hasBody) {
            writeData(out, ((BufferImpl) bytes).byteBuf());
        }
        connection.send(out, channel.voidPromise());
    }

    private void writeData(ByteBuf out, ByteBuf data) {
        int length = data.readableBytes();
        if (chunked) {
            writeSize(out, length);
            out.writeShort(CRLF);
        }
        out.writeBytes(data, data.readerIndex(), length);
        if (chunked) {
            out.writeShort(CRLF);
        }
    }

    /** In hexadecimal, without a text that would be made for each event; it is 1 or more. */
    private static void writeSize(ByteBuf out, int size) {
        int highest = (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(size)) / 4 * 4;
        for (int shift = highest; shift >= 0; shift -= 4) {
            out.writeByte(HEX_DIGITS.charAt(size >>> shift & 0xf));
        }
    }

    @Override
    public void end() {
        connection.onLoop(() -> {
            if (ended || closed) {
                return;
            }
            if (!begun) {
                connection.send(beginWith(0, 0), channel.voidPromise());
            } else if (chunked && hasBody) {
                connection.send(Unpooled.wrappedBuffer(LAST_CHUNK), channel.voidPromise());
            }
            over();
        });
    }

    @Override
    public Future<Void> end(Buffer body) {
        Promise<Void> sent = Promise.promise();
        connection.onLoop(() -> {
            if (ended || closed || begun) {
                sent.fail("the answer is under way, or nobody is there to take it");
                return;
            }
            tell(sent, sendWhole(body));
            over();
        });
        return sent.future();
    }

    private ChannelFuture sendWhole(Buffer body) {
        int length = body.length();
        ByteBuf bytes = ((BufferImpl) body).byteBuf();
        ByteBuf out = beginWith(length, length > ONE_BUFFER_BYTES ? 0 : length);
        if (hasBody && length > ONE_BUFFER_BYTES) {
            connection.send(out, channel.voidPromise());
            // Whoever has left the body may have it in use still.
            return connection.send(Unpooled.unreleasableBuffer(bytes.duplicate()), channel.newPromise());
        }
        if (hasBody) {
            out.writeBytes(bytes, bytes.readerIndex(), length);
        }
        return connection.send(out, channel.newPromise());
    }

    @Override
    public Future<Void> sent() {
        Promise<Void> sent = Promise.promise();
        connection.onLoop(() -> tell(sent, connection.send(Unpooled.EMPTY_BUFFER, channel.newPromise())));
        return sent.future();
    }

    private static void tell(Promise<Void> sent, ChannelFuture written) {
        written.addListener(done -> {
            if (done.isSuccess()) {
                sent.complete();
            } else {
                sent.fail(done.cause());
            }
        });
    }

    private void over() {
        ended = true;
        try {
            tellOver();
        } finally {
            connection.answered();
        }
    }

    private void tellOver() {
        Runnable told = whenOver;
        whenOver = null;
        if (told != null) {
            told.run();
        }
    }

    /** The connection is gone; whoever fails for that finds it closed. */
    void lost() {
        closed = true;
        Runnable told = whenClosed;
        try {
            request.bodyFailed(new ConnectionClosed());
            if (told != null && !ended) {
                told.run();
            }
        } finally {
            tellOver();
        }
    }

    void drained() {
        Runnable told = whenDrained;
        whenDrained = null;
        if (told != null) {
            told.run();
        }
    }

    /** A buffer with the head in it, and room. */
    private ByteBuf beginWith(int length, int room) {
        begun = true;
        boolean mayHaveBody = status != 204 && status != 304;
        hasBody = mayHaveBody && !request.wantsHeadOnly();
        chunked = length == NO_LENGTH && mayHaveBody && !request.isOld();
        // What has no length ends with its connection.
        last |= !request.mayBeFollowed() || (length == NO_LENGTH && !chunked);
        if (!request.isBodyOver() && !request.wantsBody()) {
            connection.dropBody();
        }
        ByteBuf out = channel.alloc().ioBuffer(headRoom() + room);
        writeStatus(out);
        writeFields(out);
        if (chunked) {
            writeField(out, "Transfer-Encoding", "chunked");
        } else if (length != NO_LENGTH && mayHaveBody) {
            writeField(out, "Content-Length", Integer.toString(length));
        }
        out.writeShort(CRLF);
        return out;
    }

    private void writeStatus(ByteBuf out) {
        HttpResponseStatus line = HttpResponseStatus.valueOf(status);
        ByteBufUtil.writeAscii(out, request.isOld() ? "HTTP/1.0 " : "HTTP/1.1 ");
        ByteBufUtil.writeAscii(out, line.codeAsText());
        out.writeByte(' ');
        ByteBufUtil.writeAscii(out, line.reasonPhrase());
        out.writeShort(CRLF);
    }

    private int headRoom() {
        int room = OTHER_HEAD_BYTES;
        for (int i = 0; i < count; i++) {
            room += fields[i].length() + 2;
        }
        return room;
    }

    private void writeFields(ByteBuf out) {
        for (int i = 0; i < count; i += 2) {
            writeField(out, fields[i], fields[i + 1]);
        }
        if (last) {
            writeField(out, "Connection", "close");
        } else if (request.isOld()) {
            writeField(out, "Connection", "keep-alive");
        }
    }

    private static void writeField(ByteBuf out, String name, String value) {
        ByteBufUtil.writeAscii(out, name);
        out.writeShort(':' << 8 | ' ');
        out.writeCharSequence(value, StandardCharsets.ISO_8859_1);
        out.writeShort(CRLF);
    }

    @Override
    public boolean isBegun() {
        return begun;
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public boolean isFull() {
        return !channel.isWritable();
    }

    @Override
    public void onDrained(Runnable drained) {
        whenDrained = drained;
        connection.onLoop(() -> {
            if (channel.isWritable()) {
                drained();
            }
        });
    }

    @Override
    public void onClosed(Runnable gone) {
        whenClosed = gone;
    }

    @Override
    public void breakOff() {
        connection.onLoop(() -> {
            if (ended) {
                return;
            }
            connection.closeOnceSent();
            channel.eventLoop().schedule(() -> channel.unsafe().close(channel.voidPromise()), LINGER_MS, MILLISECONDS);
        });
    }
}
