package org.rolemesh.access;

/**
 * The client's W3C trace headers, handed on to the upstream as they came.
 *
 * @param traceparent null where the client sent none or one that is not of the form of the W3C Trace Context
 *     recommendation
 * @param tracestate null where the client sent none, or without a usable {@code traceparent}
 */
public record TraceContext(String traceparent, String tracestate) {
    public static final TraceContext NONE = new TraceContext(null, null);

    private static final int TRACEPARENT_LENGTH = 55;
    private static final int MAX_TRACESTATE_LENGTH = 512;

    /** Keeps what is well formed and drops the rest. */
    public static TraceContext of(String traceparent, String tracestate) {
        if (traceparent == null || traceparent.length() != TRACEPARENT_LENGTH || !isLowerHexAndDashes(traceparent)) {
            return NONE;
        }
        boolean keepState = tracestate != null && tracestate.length() <= MAX_TRACESTATE_LENGTH;
        return new TraceContext(traceparent, keepState ? tracestate : null);
    }

    private static boolean isLowerHexAndDashes(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean dash = i == 2 || i == 35 || i == 52;
            if (dash ? c != '-' : Character.digit(c, 16) < 0 || (c >= 'A' && c <= 'F')) {
                return false;
            }
        }
        return true;
    }
}
