package org.rolemesh.upstream;

import io.vertx.core.buffer.Buffer;

/** The pieces of an answer put together. Where there is only one, which is most often so, nothing is copied. */
final class Gathered {
    private Buffer all = Buffer.buffer();
    private boolean isCopy;

    void add(Buffer piece) {
        if (all.length() == 0) {
            all = piece;
            return;
        }
        if (!isCopy) {
            isCopy = true;
            all = Buffer.buffer(2 * (all.length() + piece.length())).appendBuffer(all);
        }
        all.appendBuffer(piece);
    }

    int length() {
        return all.length();
    }

    /** Not to be added to. */
    Buffer buffer() {
        return all;
    }
}
