package org.rolemesh.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** All that a process counts and measures. Thread safe. */
public final class Metrics {
    /** The text format of Prometheus, which every version of it reads. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    public MeterRegistry registry() {
        return registry;
    }

    /** All of it as it is now, in {@link #CONTENT_TYPE}. */
    public String text() {
        return registry.scrape(CONTENT_TYPE);
    }
}
