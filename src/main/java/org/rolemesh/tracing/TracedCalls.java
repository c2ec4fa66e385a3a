package org.rolemesh.tracing;

import org.rolemesh.access.CallListener;
import org.rolemesh.access.ClientCall;
import org.rolemesh.access.TraceContext;
import org.rolemesh.openai.Api;

/** Has what clients ask of models recorded, beside what another listener does with it. */
public final class TracedCalls implements CallListener, AutoCloseable {
    private final CallListener also;
    private final SpanExport export;

    /** @param endpoint the address of a collector, without {@code /v1/traces} */
    public TracedCalls(CallListener also, String endpoint) {
        this.also = also;
        this.export = new SpanExport(endpoint);
    }

    @Override
    public TraceContext trace(String traceparent, String tracestate) {
        return TraceContext.recorded(traceparent, tracestate, export);
    }

    @Override
    public void over(ClientCall call) {
        also.over(call);
        if (call.trace().isRecorded()) {
            Api.at(call.path()).ifPresent(api -> export.served(call, api.operation()));
        }
    }

    /** Sends what is left, within a few seconds. */
    @Override
    public void close() {
        export.close();
    }
}
