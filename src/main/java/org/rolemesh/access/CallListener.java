package org.rolemesh.access;

/** Is told of each request when its exchange with the client is over, on event loops: it must not block. */
@FunctionalInterface
public interface CallListener {
    /** Looks at nothing. */
    CallListener NONE = call -> {};

    void over(ClientCall call);

    /** Where a request stands in a trace, by its headers; each is null where there is none. */
    default TraceContext trace(String traceparent, String tracestate) {
        return TraceContext.of(traceparent, tracestate);
    }

    /** Tells {@code other} too, after this one. */
    default CallListener and(CallListener other) {
        CallListener first = this;
        return new CallListener() {
            @Override
            public void over(ClientCall call) {
                first.over(call);
                other.over(call);
            }

            @Override
            public TraceContext trace(String traceparent, String tracestate) {
                return first.trace(traceparent, tracestate);
            }
        };
    }
}
