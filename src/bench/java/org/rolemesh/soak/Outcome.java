package org.rolemesh.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.rolemesh.testing.RawHttp.BodyEnd;
import org.rolemesh.testing.SeededChat;

/**
 * What became of one request.
 *
 * @param events that came
 * @param bytes of the answer that came
 * @param detail what a reader of a fault wants to know
 */
record Outcome(Kind kind, int events, long bytes, String detail) {
    enum Kind {
        /** Every byte that the backend has sent for this seed, by SHA-256, and a clean end. */
        WHOLE,
        /** An error of the kinds that a backend's death may cause, and nothing of an answer. */
        REFUSED,
        /** What its backend had sent so far, an error event, and no clean end. */
        BROKEN,
        /** The client went away. */
        LEFT,
        /** Whatever must never be. */
        WRONG
    }

    private static final Pattern ERROR =
            Pattern.compile("^\\{\"error\":\\{.*\"code\":\"[a-z_]+\".*}}\\s*$", Pattern.DOTALL);
    private static final String ERROR_EVENT = "data: {\"error\":{";
    /** One, or the agent's and then the gateway's. */
    private static final Pattern ERROR_EVENTS = Pattern.compile("(data: \\{\"error\":\\{[^\\n]*}}\\n\\n){1,2}");

    private static final String BLANK_LINE = "\n\n";
    private static final int SHOWN = 300;

    static Outcome left(int events, long bytes) {
        return new Outcome(Kind.LEFT, events, bytes, "");
    }

    static Outcome wrong(String detail) {
        return new Outcome(Kind.WRONG, 0, 0, detail);
    }

    /** Judges an answer that was read to its end. */
    static Outcome of(SeededChat chat, boolean stream, int status, byte[] body, BodyEnd end) {
        if (status != 200) {
            return refusal(status, body, end);
        }
        byte[] expected = chat.answer(stream);
        if (end == BodyEnd.CLEAN) {
            return sha256(body).equals(sha256(expected))
                    ? new Outcome(Kind.WHOLE, stream ? chat.events().size() : 0, body.length, "")
                    : wrong("altered: " + difference(expected, body));
        }
        return stream ? broken(expected, body, end) : wrong("half a whole answer, status 200, ended " + end);
    }

    private static Outcome refusal(int status, byte[] body, BodyEnd end) {
        String text = new String(body, ISO_8859_1);
        boolean known = (status == 429 || (status >= 502 && status <= 504))
                && end == BodyEnd.CLEAN
                && ERROR.matcher(text).matches();
        String detail = "status " + status + " " + shown(text);
        return known ? new Outcome(Kind.REFUSED, 0, body.length, detail) : wrong(detail);
    }

    private static Outcome broken(byte[] expected, byte[] body, BodyEnd end) {
        String sent = new String(expected, ISO_8859_1);
        String came = new String(body, ISO_8859_1);
        int error = came.indexOf(ERROR_EVENT);
        if (error < 0) {
            return wrong("ended " + end + " without an error event after " + body.length + " bytes of "
                    + expected.length + ": " + shown(came.substring(Math.max(0, came.length() - SHOWN))));
        }
        String before = came.substring(0, error);
        // Half an event may have come before its backend died; the blank line that ends it is the gateway's.
        boolean asSent = sent.startsWith(before)
                || (before.endsWith(BLANK_LINE) && sent.startsWith(before.substring(0, before.length() - 2)));
        return asSent && ERROR_EVENTS.matcher(came.substring(error)).matches()
                ? new Outcome(
                        Kind.BROKEN,
                        before.split(BLANK_LINE).length,
                        body.length,
                        "broken off after %d bytes of %d: %s"
                                .formatted(before.length(), sent.length(), shown(came.substring(error))))
                : wrong("altered before it broke off: " + difference(expected, before.getBytes(ISO_8859_1)) + ", then "
                        + shown(came.substring(error)));
    }

    private static String difference(byte[] expected, byte[] came) {
        int at = Arrays.mismatch(expected, came);
        return "%d bytes came of %d; from byte %d on \"%s\" in place of \"%s\""
                .formatted(came.length, expected.length, at, from(came, at), from(expected, at));
    }

    private static String from(byte[] bytes, int at) {
        return new String(bytes, at, Math.min(60, bytes.length - at), ISO_8859_1).replace("\n", "\\n");
    }

    private static String shown(String text) {
        String line = text.replace("\n", "\\n");
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
