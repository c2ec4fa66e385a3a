package org.rolemesh.tracing;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;

/** Gives spans the ids under which they have been told of already, to an upstream for one. Thread safe. */
final class ChosenIds implements IdGenerator {
    private record Ids(String traceId, String spanId) {}

    private static final ThreadLocal<Ids> CHOSEN = new ThreadLocal<>();

    /** What {@code start} starts, in this thread, has these ids. */
    <T> T with(String traceId, String spanId, Supplier<T> start) {
        CHOSEN.set(new Ids(traceId, spanId));
        try {
            return start.get();
        } finally {
            CHOSEN.remove();
        }
    }

    @Override
    public String generateSpanId() {
        return CHOSEN.get().spanId();
    }

    @Override
    public String generateTraceId() {
        return CHOSEN.get().traceId();
    }
}
