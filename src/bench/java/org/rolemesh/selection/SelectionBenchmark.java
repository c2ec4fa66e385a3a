package org.rolemesh.selection;

import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Observation;
import org.rolemesh.catalog.Rosters;
import org.rolemesh.catalog.Thresholds;
import org.rolemesh.config.Strategy;
import org.rolemesh.nodes.Moment;

/** What it costs to say where a request goes: the decision alone, and taking the place and freeing it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SelectionBenchmark {
    private static final int TOKENS = 64;

    @Param({"1", "8", "64"})
    private int upstreams;

    @Param
    private Strategy strategy;

    private Admission admission;
    private Alias alias;
    private long turn;

    @Setup
    public void makeUpstreams() {
        String urls = IntStream.rangeClosed(1, upstreams)
                .mapToObj(i -> "\"http://127.0.0.1:" + i + "\"")
                .collect(Collectors.joining(","));
        Catalog catalog = new Catalog(
                Rosters.of("models: {coder: {type: proxy, strategy: "
                        + strategy.name().toLowerCase(Locale.ROOT) + ", proxy_urls: [" + urls + "]}}"),
                new Thresholds(1, 2),
                () -> new Moment(0, Instant.EPOCH));
        catalog.dueForProbe().forEach(upstream -> catalog.observe(upstream, Observation.answered()));
        admission = Admission.of(catalog);
        alias = catalog.snapshot().alias("coder").orElseThrow();
        if (enter().place() == null) {
            throw new IllegalStateException("nothing can answer");
        }
    }

    @Benchmark
    public Explanation decide() {
        return admission.explain(ask());
    }

    @Benchmark
    public Entry enterAndLeave() {
        Entry entry = enter();
        entry.place().freeAfterAnswer(TOKENS);
        return entry;
    }

    private Entry enter() {
        return admission.enter(ask(), null);
    }

    private Ask ask() {
        turn++;
        OptionalLong prefix = strategy == Strategy.PREFIX_AFFINITY ? OptionalLong.of(turn) : OptionalLong.empty();
        return new Ask(alias, turn, prefix, Set.of(), Narrowing.NONE, true);
    }
}
