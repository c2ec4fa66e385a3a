package org.rolemesh.openai;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes put together from pieces of a source, taken in order, and from others put in between. Nothing is copied: whoever sends
 * them does that. For one use.
 */
public final class Splice {

    private final byte[] source;
    private final List<ByteBuffer> pieces = new ArrayList<>();
    private int position;
    private int length;

    Splice(byte[] source) {
        this.source = source;
    }

    /** Takes the source from where it stands up to an offset. */
    void keepTo(int offset) {
        add(ByteBuffer.wrap(source, position, offset - position));
        position = offset;
    }

    /** Leaves out the source from where it stands up to an offset. */
    void skipTo(int offset) {
        position = offset;
    }

    void insert(byte[] bytes) {
        add(ByteBuffer.wrap(bytes));
    }

    /** The rest of the source comes last. */
    Splice end() {
        keepTo(source.length);
        return this;
    }

    /** All that was taken and put in, once; reading it moves their positions. */
    public List<ByteBuffer> pieces() {
        return pieces;
    }

    /** Of all pieces, in bytes. */
    public int length() {
        return length;
    }

    private void add(ByteBuffer piece) {
        pieces.add(piece);
        length = Math.addExact(length, piece.remaining());
    }
}
