package org.rolemesh.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import java.util.Arrays;

/**
 * Reads the answers on one connection, one after the other (RFC 9112). What one read brings of a body is one piece, however
 * many chunks it is in: a stream that comes faster than it is passed on is passed on in larger pieces. Confined to one event
 * loop.
 */
final class AnswerParser {
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final int MAX_EXTENSION_BYTES = 4 * 1024;
    /** Of a chunk's size: more would not fit into a long. */
    private static final int MAX_DIGITS = 15;

    private static final int USUAL_HEAD_BYTES = 1024;

    private enum Part {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        REST_OF_CONNECTION,
        OVER
    }

    /** Is told in this order. */
    interface Sink {
        void head(AnswerHead head);

        void piece(Buffer bytes, int chunks);

        void end();
    }

    private final Sink sink;
    private Part part = Part.HEAD;
    private byte[] head = new byte[USUAL_HEAD_BYTES];
    private int headLength;
    private int lineStart;
    /** Bytes of the body or of the chunk that are still to come. */
    private long left;

    private int digits;
    private int extension;
    private boolean padded;
    private boolean carriageReturn;
    private boolean keptAlive;
    private byte[] body;
    private int bodyLength;
    /** That have ended in this read. */
    private int chunks;

    AnswerParser(Sink sink) {
        this.sink = sink;
    }

    /** From now on the next answer is read. */
    void begin() {
        part = Part.HEAD;
        headLength = 0;
        lineStart = 0;
    }

    /** Whether another request may be sent after this answer. */
    boolean isKeptAlive() {
        return part == Part.OVER && keptAlive;
    }

    /** Whether the answer ends where its connection does. */
    boolean endsWithConnection() {
        return part == Part.REST_OF_CONNECTION;
    }

    /** What comes after the end of the answer is left in {@code in}. */
    void read(ByteBuf in) throws MalformedMessage {
        try {
            while (in.isReadable() && part != Part.OVER) {
                readPart(in);
            }
        } finally {
            tellPiece();
        }
        if (part == Part.OVER) {
            sink.end();
        }
    }

    private void readPart(ByteBuf in) throws MalformedMessage {
        switch (part) {
            case HEAD -> readHead(in);
            case BODY -> {
                take(in);
                if (left == 0) {
                    part = Part.OVER;
                }
            }
            case CHUNK_SIZE -> readSize(in.readByte());
            case CHUNK -> {
                take(in);
                if (left == 0) {
                    chunks++;
                    part = Part.CHUNK_END;
                }
            }
            case CHUNK_END -> {
                if (isEndOfLine(in.readByte())) {
                    beginChunk();
                }
            }
            case TRAILER -> readTrailer(in.readByte());
            case REST_OF_CONNECTION -> {
                left = in.readableBytes();
                take(in);
            }
            case OVER -> throw new IllegalStateException("nothing is read after the end");
        }
    }

    private void take(ByteBuf in) {
        int length = (int) Math.min(left, in.readableBytes());
        if (body == null) {
            body = new byte[in.readableBytes()];
        }
        in.readBytes(body, bodyLength, length);
        bodyLength += length;
        left -= length;
    }

    private void tellPiece() {
        if (bodyLength > 0) {
            ByteBuf piece = Unpooled.wrappedBuffer(body).writerIndex(bodyLength);
            bodyLength = 0;
            sink.piece(BufferImpl.buffer(piece), Math.max(1, chunks));
        }
        chunks = 0;
        body = null;
    }

    private void readHead(ByteBuf in) throws MalformedMessage {
        int length = Math.min(in.readableBytes(), USUAL_HEAD_BYTES);
        if (headLength + length > head.length) {
            head = Arrays.copyOf(head, head.length + Math.max(length, head.length));
        }
        in.getBytes(in.readerIndex(), head, headLength, length);
        int end = headLength + length;
        for (int i = headLength; i < end; i++) {
            if (head[i] == '\n') {
                if (i == lineStart || head[i - 1] != '\r') {
                    throw new MalformedMessage("a line of its head does not end with CR and LF");
                }
                if (i == lineStart + 1) {
                    in.skipBytes(i + 1 - headLength);
                    headRead(lineStart);
                    return;
                }
                lineStart = i + 1;
            }
        }
        in.skipBytes(length);
        headLength = end;
        if (headLength > MAX_HEAD_BYTES) {
            throw new MalformedMessage("its head is larger than 16 KiB");
        }
    }

    private void headRead(int length) throws MalformedMessage {
        HeadLines lines = HeadLines.of(head, length);
        int status = lines.status();
        if (status < 200 && status != 101) {
            // It says that the answer is still to come (RFC 9110, section 15.2).
            begin();
            return;
        }
        keptAlive = lines.isKeptAlive();
        if (status == 204 || status == 304) {
            part = Part.OVER;
        } else if (lines.isChunked()) {
            beginChunk();
        } else if (lines.contentLength() == HeadLines.NOT_SAID || status == 101) {
            keptAlive = false;
            part = Part.REST_OF_CONNECTION;
        } else {
            left = lines.contentLength();
            part = left == 0 ? Part.OVER : Part.BODY;
        }
        sink.head(lines.head());
    }

    private void beginChunk() {
        part = Part.CHUNK_SIZE;
        left = 0;
        digits = 0;
        extension = 0;
        padded = false;
    }

    private void readSize(byte next) throws MalformedMessage {
        if (carriageReturn || next == '\r') {
            if (isEndOfLine(next)) {
                sizeRead();
            }
        } else if (extension > 0) {
            if (++extension > MAX_EXTENSION_BYTES || next == '\n') {
                throw new MalformedMessage("a chunk's extension is not well-formed");
            }
        } else if (next == ';') {
            extension = 1;
        } else if (next == ' ' || next == '\t') {
            padded = true;
        } else {
            readDigit(next);
        }
    }

    private void readDigit(byte next) throws MalformedMessage {
        int digit = Character.digit(next, 16);
        if (digit < 0 || padded || ++digits > MAX_DIGITS) {
            throw new MalformedMessage("a chunk's size is no number");
        }
        left = left << 4 | digit;
    }

    private void sizeRead() throws MalformedMessage {
        if (digits == 0) {
            throw new MalformedMessage("a chunk has no size");
        }
        part = left == 0 ? Part.TRAILER : Part.CHUNK;
        headLength = 0;
        lineStart = 0;
    }

    /** Whether a line has ended; its two bytes may come in two reads. */
    private boolean isEndOfLine(byte next) throws MalformedMessage {
        if (next != (carriageReturn ? '\n' : '\r')) {
            throw new MalformedMessage("a chunk does not end where its size says");
        }
        carriageReturn = !carriageReturn;
        return !carriageReturn;
    }

    /** Fields after the last chunk, which nobody needs, up to a blank line. */
    private void readTrailer(byte next) throws MalformedMessage {
        if (++headLength > MAX_HEAD_BYTES) {
            throw new MalformedMessage("its trailer is larger than 16 KiB");
        }
        if (next == '\n') {
            part = lineStart == 0 ? Part.OVER : part;
            lineStart = 0;
        } else if (next != '\r') {
            lineStart++;
        }
    }
}
