package org.rolemesh.wire;

import io.netty.buffer.ByteBuf;

/**
 * Takes the chunks of one body apart (RFC 9112, section 7.1), strictly: what is sent to us by anybody may hold nothing that
 * another reader takes for something else. For one body; confined to one thread.
 */
public final class ChunkReader {
    private static final int MAX_EXTRA_BYTES = 8 * 1024;
    /** Of a chunk's size: more than anybody takes. */
    private static final int MAX_DIGITS = 15;

    private enum Part {
        SIZE,
        EXTENSION,
        DATA,
        DATA_END,
        TRAILER_START,
        TRAILER_NAME,
        TRAILER_VALUE,
        OVER
    }

    private Part part = Part.SIZE;
    /** Of the chunk, still to come. */
    private long left;

    private int digits;
    private boolean padded;
    private boolean carriageReturn;
    /** Bytes of a chunk's extension, or of all trailers. */
    private int extra;

    /** The last chunk and what follows it have been read. */
    public boolean isOver() {
        return part == Part.OVER;
    }

    /**
     * Reads up to the next data.
     *
     * @return how many bytes of the body come next in {@code in}, which are to be taken from it; 0: none is here, or it is over
     */
    public int next(ByteBuf in) throws MalformedMessage {
        while (in.isReadable() && part != Part.OVER) {
            if (part == Part.DATA) {
                int here = (int) Math.min(left, in.readableBytes());
                left -= here;
                part = left == 0 ? Part.DATA_END : part;
                return here;
            }
            read(in.readByte());
        }
        return 0;
    }

    private void read(byte next) throws MalformedMessage {
        if (carriageReturn) {
            require(next == '\n');
            carriageReturn = false;
            endLine();
        } else if (next == '\r') {
            require(part != Part.TRAILER_NAME);
            carriageReturn = true;
        } else {
            readInLine(next);
        }
    }

    private void readInLine(byte next) throws MalformedMessage {
        switch (part) {
            case SIZE -> readSize(next);
            case EXTENSION, TRAILER_VALUE -> {
                countExtra();
                require(HeaderText.isOfValue(next & 0xff));
            }
            case TRAILER_START -> {
                require(HeaderText.isOfName(next));
                countExtra();
                part = Part.TRAILER_NAME;
            }
            case TRAILER_NAME -> {
                countExtra();
                require(next == ':' || HeaderText.isOfName(next));
                part = next == ':' ? Part.TRAILER_VALUE : part;
            }
            case DATA_END -> require(false);
            case DATA, OVER -> throw new IllegalStateException("no line is read here");
        }
    }

    private void readSize(byte next) throws MalformedMessage {
        if (next == ';') {
            require(digits > 0);
            part = Part.EXTENSION;
        } else if (next == ' ' || next == '\t') {
            require(digits > 0);
            padded = true;
            countExtra();
        } else {
            int digit = Character.digit(next, 16);
            require(digit >= 0 && !padded && ++digits <= MAX_DIGITS);
            left = left << 4 | digit;
        }
    }

    private void endLine() throws MalformedMessage {
        switch (part) {
            case SIZE -> {
                require(digits > 0 && !padded);
                sizeRead();
            }
            case EXTENSION -> sizeRead();
            case DATA_END -> {
                part = Part.SIZE;
                digits = 0;
                padded = false;
                extra = 0;
            }
            case TRAILER_START -> part = Part.OVER;
            case TRAILER_VALUE -> part = Part.TRAILER_START;
            case DATA, TRAILER_NAME, OVER -> throw new IllegalStateException("no line ends here");
        }
    }

    private void sizeRead() {
        part = left == 0 ? Part.TRAILER_START : Part.DATA;
    }

    private void countExtra() throws MalformedMessage {
        require(++extra <= MAX_EXTRA_BYTES);
    }

    private static void require(boolean wellFormed) throws MalformedMessage {
        if (!wellFormed) {
            throw new MalformedMessage("its chunks are not well-formed");
        }
    }
}
