package org.rolemesh.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.rolemesh.config.LimitsConfig;
import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.wire.IncomingHead;
import org.rolemesh.wire.MalformedMessage;

/** Reads the heads of requests on one connection, one after the other. Confined to its event loop. */
final class HeadReader {
    private static final int USUAL_BYTES = 1024;
    /** As far as a log shows it. */
    private static final Pattern METHOD = Pattern.compile("[A-Za-z-]{1,20}");

    private final int maxLine;
    private final int maxHeaders;
    private final HeadScan scan = new HeadScan();
    private byte[] bytes = new byte[USUAL_BYTES];
    private int length;

    HeadReader(LimitsConfig limits) {
        this.maxLine = limits.maxRequestLineBytes();
        this.maxHeaders = limits.maxHeaderBytes();
    }

    /** What a client may be told of its head, in place of an answer to its request. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final transient ApiError error;
        /** Null: it is not known what was asked for. */
        private final transient IncomingHead head;

        Refused(ApiError error, IncomingHead head) {
            super(error.message(), null, false, false);
            this.error = error;
            this.head = head;
        }

        ApiError error() {
            return error;
        }

        IncomingHead head() {
            return head;
        }
    }

    /** The next head once it is whole, before then null; what follows it is left in {@code in}. */
    IncomingHead read(ByteBuf in) throws Refused {
        int stop = in.forEachByte(scan);
        int end = stop < 0 ? in.writerIndex() : stop + 1;
        take(in, end - in.readerIndex());
        checkSize();
        if (stop < 0) {
            return null;
        }
        if (!scan.isAtEnd()) {
            throw new Refused(
                    ApiErrors.badRequest(
                            "it begins with a method, a path and HTTP/1.1, one space between them, and each of"
                                    + " its headers is on one line, which ends with CR and LF"),
                    null);
        }
        return parsed();
    }

    /** Lines without anything before the first are passed over. */
    private void take(ByteBuf in, int count) {
        if (length == 0) {
            while (in.isReadable() && isLineEnd(in.getByte(in.readerIndex())) && count > 0) {
                in.skipBytes(1);
                count--;
            }
        }
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
        }
        in.readBytes(bytes, length, count);
        length += count;
    }

    private static boolean isLineEnd(byte next) {
        return next == '\r' || next == '\n';
    }

    /** Without the line ends of the first line and of the head, of which the second may not be there yet. */
    private void checkSize() throws Refused {
        int line = scan.firstLineLength();
        if (line > maxLine) {
            throw new Refused(ApiErrors.uriTooLong(), askedFor());
        }
        if (length - line - 4 > maxHeaders) {
            throw new Refused(ApiErrors.headersTooLarge(), askedFor());
        }
    }

    private IncomingHead parsed() throws Refused {
        try {
            return IncomingHead.of(bytes, length - 2);
        } catch (MalformedMessage e) {
            throw new Refused(
                    ApiErrors.badRequest("the request is not well-formed HTTP/1.1: " + e.getMessage()), askedFor());
        } finally {
            scan.begin();
            length = 0;
        }
    }

    /** As far as it has come; null where it begins with no method and path, but perhaps with a prompt, which no log may show. */
    private IncomingHead askedFor() {
        String[] words =
                new String(bytes, 0, Math.min(length, maxLine), StandardCharsets.ISO_8859_1).split("[ \r\n]", 3);
        return words.length > 1 && METHOD.matcher(words[0]).matches() && words[1].startsWith("/")
                ? IncomingHead.refused(words[0], words[1])
                : null;
    }
}
