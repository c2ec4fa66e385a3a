package org.rolemesh.metrics;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** All that a process counts and measures. Thread safe. */
public final class Metrics implements AutoCloseable {
    /** The text format of Prometheus, which every version of it reads. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private Optional<ProcessMetrics> process = Optional.empty();

    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Measures the program itself too, until it is closed. */
    public synchronized void measureProcess() {
        process = Optional.of(new ProcessMetrics(registry));
        counter(
                "process_cpu_seconds",
                "Time that the processors have worked for this process",
                List.of(),
                rows -> ProcessMetrics.cpuTime().ifPresent(spent -> rows.add(spent.toMillis() / 1e3)));
    }

    /** Shows how many requests of any kind are being served. */
    public void showInFlight(IntSupplier inFlight) {
        gauge(
                "rolemesh_requests_in_flight",
                "Requests of any kind that are being served",
                List.of(),
                rows -> rows.add(inFlight.getAsInt()));
    }

    /**
     * Shows what there is at the moment of each scrape.
     *
     * @param name as Prometheus has it, with its unit
     * @param labels the names of the labels
     * @param rows adds each row that there is; must neither block nor fail
     */
    public void gauge(String name, String help, List<String> labels, Consumer<Rows> rows) {
        registry.getPrometheusRegistry()
                .register(new LiveMetric(name, help, false, labels.toArray(String[]::new), rows));
    }

    /** The same for what only grows; {@code name} is shown with {@code _total} at its end. */
    public void counter(String name, String help, List<String> labels, Consumer<Rows> rows) {
        registry.getPrometheusRegistry()
                .register(new LiveMetric(name, help, true, labels.toArray(String[]::new), rows));
    }

    /** All of it as it is now, in {@link #CONTENT_TYPE}. */
    public String text() {
        return registry.scrape(CONTENT_TYPE);
    }

    @Override
    public synchronized void close() {
        process.ifPresent(ProcessMetrics::close);
        registry.close();
    }
}
