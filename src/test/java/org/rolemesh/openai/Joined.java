package org.rolemesh.openai;

import java.nio.ByteBuffer;

/** What a {@link Splice} is when it has been sent. */
final class Joined {
    private Joined() {}

    static byte[] bytes(Splice splice) {
        ByteBuffer joined = ByteBuffer.allocate(splice.length());
        splice.pieces().forEach(joined::put);
        return joined.array();
    }
}
