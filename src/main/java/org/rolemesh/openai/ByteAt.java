package org.rolemesh.openai;

/** Bytes that are read where they lie, in an array or in a network buffer, without being copied first. */
@FunctionalInterface
public interface ByteAt {

    /** The byte at an index that lies within the bounds the reader was given. */
    byte at(int index);

    static ByteAt of(byte[] bytes) {
        return index -> bytes[index];
    }
}
