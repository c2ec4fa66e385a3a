package org.rolemesh.measuring;

import org.rolemesh.access.CallListener;
import org.rolemesh.access.ClientCall;
import org.rolemesh.metrics.RequestMetrics;

/** Counts and times what clients ask. A call has an alias only once one was found, so what they make up is no label. */
public final class MeasuredCalls implements CallListener {
    private final RequestMetrics metrics;

    public MeasuredCalls(RequestMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void over(ClientCall call) {
        metrics.ended(call.alias(), call.upstream(), call.outcome(), call.nanosToFirstByte(), call.nanosToEnd());
    }
}
