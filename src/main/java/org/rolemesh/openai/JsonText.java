package org.rolemesh.openai;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.rolemesh.openai.JsonFault.What;

/**
 * A JSON text (RFC 8259) that is read where it lies, from one value to the next. Whatever is passed has been checked, and
 * nothing is decoded unless asked for, so that a long text costs time and no memory. That the bytes are UTF-8 is for the
 * caller to check. For one use by one thread.
 *
 * <p>It always stands at a value, or in an object or array after one: {@link #enter}, then {@link #nextKey} or
 * {@link #nextElement} until there is none, each followed by one value.
 */
final class JsonText {
    /** Characters of a number. */
    static final int MAX_NUMBER = 1_000;
    /** Bytes of a key. */
    static final int MAX_KEY = 50_000;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = ONES << 7;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';

    private final byte[] text;
    private final int end;
    /** Of the objects that are open, by their depth; null: a key may come twice. */
    private final ObjectKeys[] keys;

    private final int maxDepth;
    private int at;
    private int depth;
    /** Nothing has come yet of the object or array that was entered last. */
    private boolean fresh;

    private int keyStart;
    private int keyEnd;
    private boolean keyEscaped;

    private JsonText(byte[] text, int from, int to, int maxDepth, ObjectKeys[] keys) {
        this.text = text;
        this.at = from;
        this.end = to;
        this.maxDepth = maxDepth;
        this.keys = keys;
    }

    /** One in which no object has a key twice. */
    static JsonText strict(byte[] text, int from, int to, int maxDepth) {
        return new JsonText(text, from, to, maxDepth, new ObjectKeys[maxDepth + 1]);
    }

    static JsonText of(byte[] text, int from, int to, int maxDepth) {
        return new JsonText(text, from, to, maxDepth, null);
    }

    static boolean isWhitespace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** The offset of the next byte: after a value, of the byte behind it. */
    int at() {
        return at;
    }

    /** Whether nothing more than white space follows. */
    boolean isOver() {
        passWhitespace();
        return at == end;
    }

    /** What the value here is. Its first byte is at {@link #at}. */
    JsonKind kind() throws JsonFault {
        passWhitespace();
        return switch (byteAt(at)) {
            case '{' -> JsonKind.OBJECT;
            case '[' -> JsonKind.ARRAY;
            case '"' -> JsonKind.STRING;
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> JsonKind.NUMBER;
            case 't' -> JsonKind.TRUE;
            case 'f' -> JsonKind.FALSE;
            case 'n' -> JsonKind.NULL;
            default -> throw malformed(at);
        };
    }

    /** Passes the value here. */
    void skip() throws JsonFault {
        switch (kind()) {
            case OBJECT -> {
                enter();
                while (nextKey()) {
                    skip();
                }
            }
            case ARRAY -> {
                enter();
                while (nextElement()) {
                    skip();
                }
            }
            case STRING -> at = endOfString(at + 1) + 1;
            case NUMBER -> at = endOfNumber(at);
            case TRUE -> skipWord("true");
            case FALSE -> skipWord("false");
            case NULL -> skipWord("null");
        }
        fresh = false;
    }

    /** Passes the string here, and decodes it. */
    String string() throws JsonFault {
        int start = at + 1;
        skip();
        return decode(text, start, at - 1);
    }

    /** Passes the number here. The whole number that it is, or {@code otherwise}: it is none, is negative, or is past 2^31. */
    long count(long otherwise) throws JsonFault {
        int start = at;
        skip();
        long count = 0;
        for (int i = start; i < at; i++) {
            if (!isDigit(text[i]) || count > Integer.MAX_VALUE) {
                return otherwise;
            }
            count = 10 * count + text[i] - '0';
        }
        return count > Integer.MAX_VALUE ? otherwise : count;
    }

    /** Passes the number here. */
    double number() throws JsonFault {
        int start = at;
        skip();
        return Double.parseDouble(new String(text, start, at - start, StandardCharsets.US_ASCII));
    }

    /** Passes the first byte of the object or array here. */
    void enter() throws JsonFault {
        if (depth == maxDepth) {
            throw new JsonFault(What.TOO_DEEP, at);
        }
        depth++;
        if (keys != null && text[at] == '{') {
            if (keys[depth] == null) {
                keys[depth] = new ObjectKeys(text);
            }
            keys[depth].clear();
        }
        at++;
        fresh = true;
    }

    /** Passes the next key of the object, and what parts it from its value; or the object's end, where there is none. */
    boolean nextKey() throws JsonFault {
        if (isLeft('}')) {
            return false;
        }
        if (byteAt(at) != '"') {
            throw malformed(at);
        }
        keyStart = at;
        readKey();
        passWhitespace();
        if (byteAt(at) != ':') {
            throw malformed(at);
        }
        at++;
        return true;
    }

    /** Passes what parts the next element of the array from the last; or the array's end, where there is none. */
    boolean nextElement() throws JsonFault {
        return !isLeft(']');
    }

    /** Where there is more, it is next. */
    private boolean isLeft(char closing) throws JsonFault {
        passWhitespace();
        byte next = byteAt(at);
        if (next == closing) {
            at++;
            depth--;
            fresh = false;
            return true;
        }
        if (!fresh) {
            if (next != ',') {
                throw malformed(at);
            }
            at++;
            passWhitespace();
        }
        fresh = false;
        return false;
    }

    private void readKey() throws JsonFault {
        int i = keyStart + 1;
        int checksum = 0;
        keyEscaped = false;
        for (byte next = byteAt(i); next != '"'; next = byteAt(i)) {
            if (next == '\\') {
                keyEscaped = true;
                i = endOfEscape(i);
            } else {
                checkPlain(next, i);
                checksum = 31 * checksum + next;
                i++;
            }
        }
        keyEnd = i + 1;
        at = keyEnd;
        if (i - keyStart - 1 > MAX_KEY) {
            throw new JsonFault(What.TOO_LONG, keyStart);
        }
        if (keyEscaped && hasHalfAPair(key())) {
            throw malformed(keyStart);
        }
        if (keys != null && !keys[depth].add(keyStart + 1, i, checksum, keyEscaped)) {
            throw new JsonFault(What.DUPLICATE_KEY, keyStart, key());
        }
    }

    /** Escapes can spell half of a surrogate pair. That is no character, so two readers may see two different keys. */
    private static boolean hasHalfAPair(String key) {
        return key.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE);
    }

    /** Of the key that was passed last, the offset of its opening quote. */
    int keyStart() {
        return keyStart;
    }

    /** The key that was passed last, decoded. */
    String key() {
        return decode(text, keyStart + 1, keyEnd - 1);
    }

    /** Whether it is this one, of ASCII. */
    boolean keyIs(String name) {
        if (keyEscaped) {
            return key().equals(name);
        }
        int length = name.length();
        if (keyEnd - keyStart - 2 != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text[keyStart + 1 + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int endOfString(int from) throws JsonFault {
        int i = from;
        while (true) {
            i = passPlain(i);
            byte next = byteAt(i);
            if (next == '"') {
                return i;
            }
            if (next == '\\') {
                i = endOfEscape(i);
            } else {
                checkPlain(next, i);
                i++;
            }
        }
    }

    /** Steps over words of eight bytes, up to the first byte that ends a string, escapes, or must not be there. */
    private int passPlain(int from) {
        int i = from;
        int lastWord = end - Long.BYTES;
        while (i <= lastWord) {
            long word = (long) LONGS.get(text, i);
            long found = (zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES) | ((word - SPACES) & ~word)) & HIGH_BITS;
            if (found != 0) {
                return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
            i += Long.BYTES;
        }
        return i;
    }

    /** The high bit of each byte that is zero, and perhaps of those that follow the first of them. */
    private static long zeros(long word) {
        return (word - ONES) & ~word;
    }

    private static void checkPlain(byte next, int at) throws JsonFault {
        // What is not ASCII is negative.
        if (next >= 0 && next < ' ') {
            throw malformed(at);
        }
    }

    private int endOfEscape(int backslash) throws JsonFault {
        return switch (byteAt(backslash + 1)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> backslash + 2;
            case 'u' -> endOfHex(backslash + 2);
            default -> throw malformed(backslash + 1);
        };
    }

    private int endOfHex(int from) throws JsonFault {
        for (int i = from; i < from + 4; i++) {
            if (Character.digit(byteAt(i), 16) < 0) {
                throw malformed(i);
            }
        }
        return from + 4;
    }

    private int endOfNumber(int from) throws JsonFault {
        int i = byteAt(from) == '-' ? from + 1 : from;
        i = byteAt(i) == '0' ? i + 1 : endOfDigits(i);
        if (i < end && text[i] == '.') {
            i = endOfDigits(i + 1);
        }
        if (i < end && (text[i] == 'e' || text[i] == 'E')) {
            byte sign = byteAt(i + 1);
            i = endOfDigits(sign == '+' || sign == '-' ? i + 2 : i + 1);
        }
        if (i - from > MAX_NUMBER) {
            throw new JsonFault(What.TOO_LONG, from);
        }
        return i;
    }

    /** There has to be one. */
    private int endOfDigits(int from) throws JsonFault {
        int i = from;
        while (isDigit(byteAt(i))) {
            i++;
            if (i == end) {
                return i;
            }
        }
        if (i == from) {
            throw malformed(i);
        }
        return i;
    }

    private static boolean isDigit(byte next) {
        return next >= '0' && next <= '9';
    }

    private void skipWord(String word) throws JsonFault {
        for (int i = 0; i < word.length(); i++) {
            if (byteAt(at + i) != word.charAt(i)) {
                throw malformed(at + i);
            }
        }
        at += word.length();
    }

    private void passWhitespace() {
        while (at < end && isWhitespace(text[at])) {
            at++;
        }
    }

    private byte byteAt(int i) throws JsonFault {
        if (i >= end) {
            throw new JsonFault(What.CUT_OFF, end);
        }
        return text[i];
    }

    private static JsonFault malformed(int at) {
        return new JsonFault(What.MALFORMED, at);
    }

    /** The text of a string that has been passed, without its quotes. */
    static String decode(byte[] text, int from, int to) {
        String spelled = new String(text, from, to - from, StandardCharsets.UTF_8);
        int escape = spelled.indexOf('\\');
        return escape < 0 ? spelled : decode(spelled, escape);
    }

    private static String decode(String spelled, int firstEscape) {
        StringBuilder decoded = new StringBuilder(spelled.length());
        int from = 0;
        for (int escape = firstEscape; escape >= 0; escape = spelled.indexOf('\\', from)) {
            decoded.append(spelled, from, escape);
            char kind = spelled.charAt(escape + 1);
            from = escape + 2;
            if (kind == 'u') {
                decoded.append((char) Integer.parseInt(spelled, from, from + 4, 16));
                from += 4;
            } else {
                decoded.append(escaped(kind));
            }
        }
        return decoded.append(spelled, from, spelled.length()).toString();
    }

    private static char escaped(char kind) {
        return switch (kind) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> kind;
        };
    }
}
