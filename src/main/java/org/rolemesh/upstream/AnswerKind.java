package org.rolemesh.upstream;

import java.util.Locale;
import org.rolemesh.wire.AnswerHead;

/** What the head of an upstream's answer makes of it. */
enum AnswerKind {
    /** Events, to be piped. */
    STREAM,
    /** One JSON document, to be checked as a whole. */
    WHOLE,
    /** 429 or 503: it has not begun. */
    BUSY,
    /** Its own judgement of the request: 4xx, and 501 for an endpoint that it does not have. */
    REFUSAL,
    /** 401 or 403: the gateway's key is not good enough there. */
    KEY_REFUSED,
    /** 5xx. */
    FAILURE,
    /** A redirect, an unasked upgrade, another content type: nothing that a client asked for. */
    UNUSABLE;

    static AnswerKind of(AnswerHead head) {
        int status = head.status();
        if (status == 200) {
            return ofContentType(head.header("Content-Type"));
        }
        if (status == 401 || status == 403) {
            return KEY_REFUSED;
        }
        if (status == 429 || status == 503) {
            return BUSY;
        }
        if ((status >= 400 && status < 500) || status == 501) {
            return REFUSAL;
        }
        return status >= 500 && status < 600 ? FAILURE : UNUSABLE;
    }

    private static AnswerKind ofContentType(String contentType) {
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        if (type.startsWith("text/event-stream")) {
            return STREAM;
        }
        return type.startsWith("application/json") ? WHOLE : UNUSABLE;
    }
}
