package org.rolemesh.wire;

import java.util.function.BiConsumer;

/** The status and the headers of a backend's answer. Immutable. */
public final class AnswerHead {
    private final int status;
    private final Headers headers;

    AnswerHead(int status, Headers headers) {
        this.status = status;
        this.headers = headers;
    }

    public int status() {
        return status;
    }

    /** The first of this name, in whatever case; null: there is none. */
    public String header(String name) {
        return headers.first(name);
    }

    /** In their order, with names as they were sent. */
    public void forEach(BiConsumer<String, String> header) {
        headers.forEach(header);
    }

    /** Whether the end of the answer can be told from the loss of its connection (RFC 9112, section 6.3). */
    public boolean isDelimited() {
        return header("Transfer-Encoding") != null || header("Content-Length") != null;
    }
}
