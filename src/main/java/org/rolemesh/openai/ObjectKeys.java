package org.rolemesh.openai;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The keys that have come of one JSON object, to find one that comes twice. A few are compared where they lie; where they are
 * many, or one is spelled with escapes, they are decoded.
 */
final class ObjectKeys {
    private static final int FEW = 16;
    /** Of each key: where it begins, where it ends, and its checksum. */
    private static final int WORDS = 3;

    private final byte[] text;
    private final int[] spots = new int[FEW * WORDS];
    private int count;
    /** Null: few have come so far. */
    private Set<String> decoded;

    ObjectKeys(byte[] text) {
        this.text = text;
    }

    /** For the keys of another object. */
    void clear() {
        count = 0;
        decoded = null;
    }

    /**
     * Takes the next key, which lies between its quotes.
     *
     * @param checksum the same for the same bytes
     * @param escaped whether any character of it is an escape
     * @return whether it is new
     */
    boolean add(int from, int to, int checksum, boolean escaped) {
        if (decoded == null && (escaped || count == FEW)) {
            decodeAll();
        }
        if (decoded != null) {
            return decoded.add(JsonText.decode(text, from, to));
        }
        int end = count * WORDS;
        for (int i = 0; i < end; i += WORDS) {
            if (spots[i + 2] == checksum && Arrays.equals(text, spots[i], spots[i + 1], text, from, to)) {
                return false;
            }
        }
        spots[end] = from;
        spots[end + 1] = to;
        spots[end + 2] = checksum;
        count++;
        return true;
    }

    private void decodeAll() {
        decoded = new HashSet<>();
        for (int i = 0; i < count * WORDS; i += WORDS) {
            decoded.add(JsonText.decode(text, spots[i], spots[i + 1]));
        }
    }
}
