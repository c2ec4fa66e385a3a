package org.rolemesh.wire;

/**
 * The first line and the headers of a client's request (RFC 9112, sections 3, 5 and 6). Immutable.
 *
 * @param target as it was sent
 * @param isOld it is HTTP/1.0, which has no chunks
 * @param isPersistent whether another request may follow on its connection
 * @param isChunked its body is in chunks
 * @param length of the body where it is not in chunks; {@link Long#MAX_VALUE}: more than anybody takes
 */
public record IncomingHead(
        String method,
        String target,
        Headers headers,
        boolean isOld,
        boolean isPersistent,
        boolean isChunked,
        long length) {

    /**
     * Takes a head apart.
     *
     * @param length of the head without the blank line at its end. Each of its lines ends with CR and LF, and the first is a
     *     method, a target and a version with a space between them
     */
    public static IncomingHead of(byte[] bytes, int length) throws MalformedMessage {
        return HeadLines.ofRequest(bytes, length);
    }

    /** What can be said of one that is refused before it has been read. */
    public static IncomingHead refused(String method, String target) {
        return new IncomingHead(method, target, Headers.NONE, false, false, false, 0);
    }

    /** The target without its query; undecoded. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** Whether anything is to come after it. */
    public boolean hasBody() {
        return isChunked || length > 0;
    }
}
