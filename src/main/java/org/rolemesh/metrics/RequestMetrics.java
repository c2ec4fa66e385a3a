package org.rolemesh.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What clients see of the program: how many requests, how they went, and how long they took. Thread safe. */
public final class RequestMetrics {
    private static final int CLIENT_LEFT = 499;

    private final MeterRegistry registry;
    private final Series<Meters> series = new Series<>(this::meters);

    private record Meters(Counter requests, Timer duration, Timer firstByte) {}

    public RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * A request is over.
     *
     * @param alias that it was routed to; null: none
     * @param upstream that was asked last; null: none
     * @param status 499 where the client left
     * @param toFirstByte nanoseconds; less than 0 where no byte was sent
     * @param toEnd nanoseconds
     */
    public void ended(String alias, String upstream, int status, long toFirstByte, long toEnd) {
        Meters meters = series.of(alias, upstream, statusClass(status));
        meters.requests.increment();
        meters.duration.record(toEnd, TimeUnit.NANOSECONDS);
        if (toFirstByte >= 0) {
            meters.firstByte.record(toFirstByte, TimeUnit.NANOSECONDS);
        }
    }

    private static String statusClass(int status) {
        if (status == CLIENT_LEFT) {
            return "cancelled";
        }
        return status >= 500 ? "5xx" : status >= 400 ? "4xx" : "2xx";
    }

    private Meters meters(Series.Labels labels) {
        String[] tags = {"alias", labels.alias(), "upstream", labels.upstream(), "status", labels.kind()};
        return new Meters(
                Counter.builder("rolemesh.requests")
                        .description("Requests that are over")
                        .tags(tags)
                        .register(registry),
                Timer.builder("rolemesh.request.duration")
                        .description("From a request's head to the end of its answer")
                        .serviceLevelObjectives(Buckets.REQUEST)
                        .tags(tags)
                        .register(registry),
                Timer.builder("rolemesh.time.to.first.byte")
                        .description("From a request's head to the first byte of its answer")
                        .serviceLevelObjectives(Buckets.FIRST_BYTE)
                        .tags("alias", labels.alias(), "upstream", labels.upstream())
                        .register(registry));
    }
}
