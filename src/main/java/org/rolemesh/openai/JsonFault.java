package org.rolemesh.openai;

/** A text is not the JSON that is wanted. It has no stack: such texts are expected. */
final class JsonFault extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong with it. */
    enum What {
        /** It is no JSON. */
        MALFORMED,
        /** It stops where more had to come. */
        CUT_OFF,
        /** Objects and arrays lie in one another deeper than is read. */
        TOO_DEEP,
        /** A number or a key is longer than is read. */
        TOO_LONG,
        /** A key stands in one object twice. */
        DUPLICATE_KEY
    }

    private final What what;
    private final int offset;
    private final String key;

    JsonFault(What what, int offset) {
        this(what, offset, null);
    }

    JsonFault(What what, int offset, String key) {
        super(what.name(), null, false, false);
        this.what = what;
        this.offset = offset;
        this.key = key;
    }

    What what() {
        return what;
    }

    /** Of the byte where it was seen. */
    int offset() {
        return offset;
    }

    /** The key that is there twice; null where that is not what is wrong. */
    String key() {
        return key;
    }
}
