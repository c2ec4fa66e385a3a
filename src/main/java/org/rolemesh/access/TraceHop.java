package org.rolemesh.access;

/**
 * A request to an upstream as a span of a trace. Its end is told once, whoever tells it first; confined to one event loop.
 */
public final class TraceHop {
    /** Without a trace. */
    static final TraceHop NONE = new TraceHop(TraceContext.NONE, null);

    private final TraceContext trace;
    private final String spanId;
    private final long begunNanos;
    private boolean over;

    TraceHop(TraceContext trace, String spanId) {
        this.trace = trace;
        this.spanId = spanId;
        this.begunNanos = trace.isRecorded() ? System.nanoTime() : 0;
    }

    public TraceContext trace() {
        return trace;
    }

    public String spanId() {
        return spanId;
    }

    public long begunNanos() {
        return begunNanos;
    }

    /** The header for the upstream; null without a trace. */
    public String traceparent() {
        return spanId == null ? null : "00-" + trace.traceId() + "-" + spanId + "-" + trace.flags();
    }

    /**
     * Tells that it is over.
     *
     * @param code of the error with which it ended; null where it was answered
     */
    public void ended(String alias, String upstream, String code) {
        if (trace.isRecorded() && !over) {
            over = true;
            trace.spans().asked(this, alias, upstream, code);
        }
    }
}
