package org.rolemesh.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The head of a request, as it is sent (RFC 9112, sections 2 and 3). For one use. */
public final class RequestHead {
    private static final int USUAL_LENGTH = 512;

    private byte[] bytes = new byte[USUAL_LENGTH];
    private int length;

    /**
     * Begins with its first line and the Host header.
     *
     * @param target a path, encoded
     * @param authority what the Host header says
     */
    public RequestHead(String method, String target, String authority) {
        add(method);
        add(" ");
        add(target);
        add(" HTTP/1.1\r\n");
        with("Host", authority);
    }

    /**
     * One header more.
     *
     * @throws IllegalArgumentException if {@code value} would end its line, or has a character of more than one byte
     */
    public RequestHead with(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!HeaderText.isOfValue(c) || c > 0xff) {
                throw new IllegalArgumentException("the header " + name + " has a character that no header can have");
            }
        }
        add(name);
        add(": ");
        add(value);
        add("\r\n");
        return this;
    }

    int length() {
        return length + 2;
    }

    void writeTo(ByteBuf out) {
        add("\r\n");
        out.writeBytes(bytes, 0, length);
    }

    /** The low byte of each character, which is all that there is of it; by far the fastest way to get it. */
    @SuppressWarnings("deprecation")
    private void add(String text) {
        int end = length + text.length();
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
        }
        text.getBytes(0, text.length(), bytes, length);
        length = end;
    }
}
