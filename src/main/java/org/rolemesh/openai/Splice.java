package org.rolemesh.openai;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts bytes together from pieces of a source, taken in order, and from others put in between. Nothing is copied until
 * {@link #join}, which copies each byte once. For one use.
 */
final class Splice {

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

    /** All that was taken and put in, and the rest of the source. */
    byte[] join() {
        keepTo(source.length);
        ByteBuffer joined = ByteBuffer.allocate(length);
        pieces.forEach(joined::put);
        return joined.array();
    }

    private void add(ByteBuffer piece) {
        pieces.add(piece);
        length = Math.addExact(length, piece.remaining());
    }
}
