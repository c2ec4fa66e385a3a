package org.rolemesh.wire;

import java.util.function.BiConsumer;

/** The status and the headers of a backend's answer. Immutable. */
public final class AnswerHead {
    private final int status;
    /** Names and values in turn, as they came. */
    private final String[] headers;

    private final int count;

    /** @param headers names and values in turn; those from {@code count} on are none */
    AnswerHead(int status, String[] headers, int count) {
        this.status = status;
        this.headers = headers;
        this.count = count;
    }

    public int status() {
        return status;
    }

    /** The first of this name, in whatever case; null: there is none. */
    public String header(String name) {
        for (int i = 0; i < count; i += 2) {
            if (headers[i].equalsIgnoreCase(name)) {
                return headers[i + 1];
            }
        }
        return null;
    }

    /** In their order, with names as they were sent. */
    public void forEach(BiConsumer<String, String> header) {
        for (int i = 0; i < count; i += 2) {
            header.accept(headers[i], headers[i + 1]);
        }
    }

    /** Whether the end of the answer can be told from the loss of its connection (RFC 9112, section 6.3). */
    public boolean isDelimited() {
        return header("Transfer-Encoding") != null || header("Content-Length") != null;
    }
}
