package org.rolemesh.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** How often files were put in effect, and whether those on disk are. */
public final class ReloadMetrics {
    private final Counter done;
    private final Counter failed;

    /**
     * @param inEffect whether the files on disk are those in effect
     * @param generations of routes that still have something to do
     */
    public ReloadMetrics(MeterRegistry registry, BooleanSupplier inEffect, IntSupplier generations) {
        done = counter(registry, "done");
        failed = counter(registry, "failed");
        Gauge.builder("rolemesh.files.in.effect", inEffect, now -> now.getAsBoolean() ? 1 : 0)
                .description("1 while config and routes on disk are in effect, 0 while they have faults")
                .strongReference(true)
                .register(registry);
        Gauge.builder("rolemesh.generations", generations, IntSupplier::getAsInt)
                .description("Sets of routes at work: 1, and one more for each that was replaced and has not ended yet")
                .strongReference(true)
                .register(registry);
    }

    public void done() {
        done.increment();
    }

    public void failed() {
        failed.increment();
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("rolemesh.reloads")
                .description("Times that changed files were put in effect, or had faults")
                .tag("outcome", outcome)
                .register(registry);
    }
}
