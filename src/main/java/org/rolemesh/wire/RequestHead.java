package org.rolemesh.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** The head of a request, as it is sent (RFC 9112, sections 2 and 3). For one use. */
public final class RequestHead {
    private static final int USUAL_LENGTH = 512;

    private final StringBuilder text = new StringBuilder(USUAL_LENGTH);

    /**
     * Begins with its first line and the Host header.
     *
     * @param target a path, encoded
     * @param authority what the Host header says
     */
    public RequestHead(String method, String target, String authority) {
        text.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
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
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                throw new IllegalArgumentException("the header " + name + " has a character that no header can have");
            }
        }
        text.append(name).append(": ").append(value).append("\r\n");
        return this;
    }

    int length() {
        return text.length() + 2;
    }

    void writeTo(ByteBuf out) {
        text.append("\r\n");
        out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
    }
}
