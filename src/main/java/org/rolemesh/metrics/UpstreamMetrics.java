package org.rolemesh.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What does not go smoothly between the program and its upstreams. Thread safe. */
public final class UpstreamMetrics {
    private static final String FAILOVERS = "rolemesh.failovers";
    private static final String RETRIES = "rolemesh.retries";

    private final MeterRegistry registry;
    private final Series<Counter> failures = new Series<>(this::failures);
    private final Series<Counter> failovers = new Series<>(labels -> again(FAILOVERS, labels));
    private final Series<Counter> retries = new Series<>(labels -> again(RETRIES, labels));
    private final Series<Timer> waits = new Series<>(this::waits);
    private final Series<Timer> releases = new Series<>(this::releases);

    public UpstreamMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * An upstream did not answer to the end.
     *
     * @param code of the error that it comes to, of which there are few
     */
    public void failed(String alias, String upstream, String code) {
        failures.of(alias, upstream, code).increment();
    }

    /**
     * A request is sent once more.
     *
     * @param before the upstream that had not taken it
     * @param another whether a different one is asked now
     */
    public void askedAgain(String alias, String before, boolean another) {
        (another ? failovers : retries).of(alias, before, "").increment();
    }

    /**
     * A request has waited.
     *
     * @param reason for which it waited: {@code place} or {@code load}
     */
    public void waited(String alias, String reason, long nanos) {
        waits.of(alias, null, reason).record(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * A client left.
     *
     * @param nanos from that to when its upstream was let go
     */
    public void released(String alias, String upstream, long nanos) {
        releases.of(alias, upstream, "").record(nanos, TimeUnit.NANOSECONDS);
    }

    private Counter failures(Series.Labels labels) {
        return Counter.builder("rolemesh.upstream.failures")
                .description("Requests that an upstream did not answer to the end, through no fault of the client")
                .tags("alias", labels.alias(), "upstream", labels.upstream(), "reason", labels.kind())
                .register(registry);
    }

    private Counter again(String name, Series.Labels labels) {
        String description = name.equals(FAILOVERS)
                ? "Requests sent to another upstream after this one had not taken them"
                : "Requests sent to the same upstream again, which had been loading its model";
        return Counter.builder(name)
                .description(description)
                .tags("alias", labels.alias(), "upstream", labels.upstream())
                .register(registry);
    }

    private Timer waits(Series.Labels labels) {
        return Timer.builder("rolemesh.queue.wait")
                .description("How long requests waited that could not go at once")
                .serviceLevelObjectives(Buckets.QUEUE_WAIT)
                .tags("alias", labels.alias(), "reason", labels.kind())
                .register(registry);
    }

    private Timer releases(Series.Labels labels) {
        return Timer.builder("rolemesh.cancel.release")
                .description("From when a client left to the close of the connection on which its upstream worked")
                .serviceLevelObjectives(Buckets.RELEASE)
                .tags("alias", labels.alias(), "upstream", labels.upstream())
                .register(registry);
    }
}
