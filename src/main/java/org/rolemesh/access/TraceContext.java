package org.rolemesh.access;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Where a request stands in a distributed trace, after the W3C recommendation Trace Context. What the gateway sends to an
 * upstream has the client's trace id and a span id of its own.
 *
 * @param traceId 32 hexadecimal digits; null where there is no trace
 * @param parentId the client's span; null where the trace begins here
 * @param spanId this request's own; null where nobody records it
 * @param flags two hexadecimal digits, of which the lowest bit says that the trace is recorded
 * @param state the client's {@code tracestate}, handed on as it came; null: none
 * @param spans is told what came of it; null where nobody records it
 */
public record TraceContext(
        String traceId, String parentId, String spanId, String flags, String state, SpanListener spans) {
    public static final TraceContext NONE = new TraceContext(null, null, null, null, null, null);

    private static final String NOT_RECORDED = "00";
    private static final String RECORDED = "01";
    private static final int LENGTH = 55;
    private static final int MAX_STATE_LENGTH = 512;
    /** A later version may have more after what this one knows. */
    private static final Pattern PARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

    /** Goes on with the client's trace. One that is not well formed is replaced by another; without one there is none. */
    public static TraceContext of(String traceparent, String tracestate) {
        if (traceparent == null) {
            return NONE;
        }
        if (!isValid(traceparent)) {
            return new TraceContext(newTraceId(), null, null, NOT_RECORDED, null, null);
        }
        boolean keepState = tracestate != null && tracestate.length() <= MAX_STATE_LENGTH;
        return new TraceContext(
                traceparent.substring(3, 35),
                traceparent.substring(36, 52),
                null,
                traceparent.substring(53, LENGTH),
                keepState ? tracestate : null,
                null);
    }

    /** The same for a gateway that records: a trace begins here where the client has none, and the client's flag counts. */
    public static TraceContext recorded(String traceparent, String tracestate, SpanListener spans) {
        TraceContext given = of(traceparent, tracestate);
        if (given.parentId == null) {
            return new TraceContext(newTraceId(), null, newSpanId(), RECORDED, null, spans);
        }
        return given.isSampled()
                ? new TraceContext(given.traceId, given.parentId, newSpanId(), given.flags, given.state, spans)
                : given;
    }

    private static boolean isValid(String traceparent) {
        return (traceparent.length() == LENGTH || !traceparent.startsWith("00"))
                && PARENT.matcher(traceparent).matches();
    }

    private boolean isSampled() {
        return (Character.digit(flags.charAt(1), 16) & 1) == 1;
    }

    public boolean isRecorded() {
        return spans != null;
    }

    /** One request to an upstream, as a span of its own. */
    public TraceHop hop() {
        return traceId == null ? TraceHop.NONE : new TraceHop(this, newSpanId());
    }

    private static String newTraceId() {
        return newSpanId() + newSpanId();
    }

    /** Not all zero, which would be none. */
    private static String newSpanId() {
        long random = ThreadLocalRandom.current().nextLong();
        while (random == 0) {
            random = ThreadLocalRandom.current().nextLong();
        }
        String digits = Long.toHexString(random);
        return "0".repeat(16 - digits.length()) + digits;
    }
}
