package org.rolemesh.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.impl.ContextInternal;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.rolemesh.wire.ChunkReader;
import org.rolemesh.wire.Headers;
import org.rolemesh.wire.IncomingHead;
import org.rolemesh.wire.MalformedMessage;

/** A request on a connection of ours. On its event loop. */
final class Request implements UnreadRequest {
    private final ClientConnection connection;
    private final IncomingHead head;
    private final String path;
    private final Answer answer;
    /** Null: its body has a length. */
    private final ChunkReader chunks;

    /** Of a body that has a length, still to come. */
    private long left;

    private BodyListener listener;
    private boolean bodyOver;

    Request(ClientConnection connection, IncomingHead head) {
        this.connection = connection;
        this.head = head;
        this.path = head.path();
        this.chunks = head.isChunked() ? new ChunkReader() : null;
        this.left = head.length();
        this.bodyOver = !head.hasBody();
        this.answer = new Answer(connection, connection.channel(), this);
    }

    Headers headers() {
        return head.headers();
    }

    String target() {
        return head.target();
    }

    boolean isOld() {
        return head.isOld();
    }

    boolean wantsHeadOnly() {
        return head.method().equals("HEAD");
    }

    /** Whether another may come after it: not where it says so, or has a body that nobody has read. */
    boolean mayBeFollowed() {
        return head.isPersistent() && bodyOver;
    }

    boolean isBodyOver() {
        return bodyOver;
    }

    boolean wantsBody() {
        return listener != null;
    }

    /** Takes what is of its body from {@code in}; what nobody wants is dropped. */
    void take(ByteBuf in) throws MalformedMessage {
        while (!bodyOver && in.isReadable()) {
            int length = chunks == null ? (int) Math.min(left, in.readableBytes()) : chunks.next(in);
            left -= length;
            if (length > 0) {
                takePiece(in, length);
            }
            if (chunks == null ? left == 0 : chunks.isOver()) {
                endBody();
            } else if (length > 0 && listener == null && !connection.isDropping()) {
                // Whoever took it has had enough.
                return;
            }
        }
    }

    private void takePiece(ByteBuf in, int length) {
        if (listener == null) {
            in.skipBytes(length);
        } else {
            listener.piece(in, length);
        }
    }

    private void endBody() {
        bodyOver = true;
        BodyListener told = listener;
        listener = null;
        if (told != null) {
            told.ended();
        }
    }

    void bodyFailed(Throwable cause) {
        BodyListener told = listener;
        listener = null;
        if (told != null) {
            told.failed(cause);
        }
    }

    @Override
    public long declaredLength() {
        return head.length();
    }

    @Override
    public void readBody(BodyListener reader) {
        if (bodyOver) {
            reader.ended();
            return;
        }
        listener = reader;
        if ("100-continue".equalsIgnoreCase(header("Expect"))) {
            connection.sendContinue();
        }
        connection.bodyIsWanted();
    }

    @Override
    public void stopReading() {
        listener = null;
    }

    @Override
    public String method() {
        return head.method();
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String header(String name) {
        return head.headers().first(name);
    }

    @Override
    public String query(String name) {
        List<String> values = new QueryStringDecoder(head.target()).parameters().get(name);
        return values == null ? null : values.get(0);
    }

    @Override
    public String address() {
        return connection.remoteAddress();
    }

    @Override
    public SSLSession tls() {
        return connection.tls();
    }

    @Override
    public ContextInternal context() {
        return connection.context();
    }

    @Override
    public Answer answer() {
        return answer;
    }
}
