package org.rolemesh.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads its rows from where they are known, whenever it is scraped: what is no longer there is no longer shown, and nothing
 * is kept twice.
 */
final class LiveMetric implements Collector {
    private final String name;
    private final String help;
    private final boolean counts;
    private final String[] labels;
    private final Consumer<Rows> source;

    /** @param counts whether it is a counter, that only grows, under this name and {@code _total} */
    LiveMetric(String name, String help, boolean counts, String[] labels, Consumer<Rows> source) {
        this.name = name;
        this.help = help;
        this.counts = counts;
        this.labels = labels;
        this.source = source;
    }

    @Override
    public String getPrometheusName() {
        return name;
    }

    @Override
    public MetricSnapshot collect() {
        Map<Labels, Double> rows = new LinkedHashMap<>();
        // Two rows alike would spoil the whole scrape.
        source.accept((value, values) -> rows.put(Labels.of(labels, values), value));
        return counts ? counter(rows) : gauge(rows);
    }

    private MetricSnapshot gauge(Map<Labels, Double> rows) {
        GaugeSnapshot.Builder all = GaugeSnapshot.builder().name(name).help(help);
        rows.forEach((row, value) -> all.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(row)
                .value(value)
                .build()));
        return all.build();
    }

    private MetricSnapshot counter(Map<Labels, Double> rows) {
        CounterSnapshot.Builder all = CounterSnapshot.builder().name(name).help(help);
        rows.forEach((row, value) -> all.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(row)
                .value(value)
                .build()));
        return all.build();
    }
}
