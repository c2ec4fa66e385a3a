package org.rolemesh.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** What was measured, for other programs: every round, the medians, and what they are beside the first server's. */
public record JsonReport(Benchmark benchmark, List<Series> all) {
    private static final int VERSION = 1;
    private static final double MILLI = 1000;

    /** Indented, with a line end after it. */
    public String text() {
        ObjectNode report = JsonNodeFactory.instance.objectNode().put("version", VERSION);
        report.put("java", Runtime.version().toString());
        report.set("load", load());
        ArrayNode targets = report.putArray("targets");
        for (int i = 0; i < all.size(); i++) {
            targets.add(i == 0 ? target(all.get(i)) : target(all.get(i)).set("beside_first", beside(all.get(i))));
        }
        return report.toPrettyString() + "\n";
    }

    private ObjectNode load() {
        LoadShape shape = benchmark.shape();
        ChatRequest chat = benchmark.chat();
        return JsonNodeFactory.instance
                .objectNode()
                .put("concurrency", shape.concurrency())
                .put("rate_per_s", shape.rate())
                .put("warmup_s", shape.warmup().toMillis() / MILLI)
                .put("duration_s", shape.duration().toMillis() / MILLI)
                .put("rounds", shape.rounds())
                .put("model", chat.model())
                .put("stream", chat.stream())
                .put("prompt_bytes", chat.promptBytes())
                .put("max_tokens", chat.maxTokens());
    }

    private ObjectNode target(Series series) {
        ObjectNode target = JsonNodeFactory.instance
                .objectNode()
                .put("label", series.target().label())
                .put("url", series.target().url().base())
                .put("errors", series.failed());
        ObjectNode medians = target.putObject("medians");
        for (Measure measure : Measure.values()) {
            if (series.has(measure)) {
                medians.put(measure.key(), rounded(series.median(measure)));
            }
        }
        target.set("warmup_failures", failures(series.warmUpFailures()));
        ArrayNode rounds = target.putArray("rounds");
        series.rounds().forEach(round -> rounds.add(round(round)));
        return target;
    }

    private ObjectNode beside(Series series) {
        ObjectNode beside = JsonNodeFactory.instance.objectNode();
        for (Measure measure : Measure.values()) {
            if (series.has(measure)) {
                double median = series.median(measure);
                double first = all.get(0).median(measure);
                ObjectNode both = beside.putObject(measure.key()).put("difference", rounded(median - first));
                both.put("ratio", first == 0 ? null : (Double) rounded(median / first));
            }
        }
        return beside;
    }

    private static ObjectNode round(Figures figures) {
        ObjectNode round = JsonNodeFactory.instance
                .objectNode()
                .put("seconds", rounded(figures.seconds()))
                .put("answers", figures.answers())
                .put("ended", figures.ended())
                .put("answers_per_s", rounded(figures.answersPerSecond()))
                .put("events", figures.events())
                .put("events_per_s", rounded(figures.eventsPerSecond()))
                .put("unfinished", figures.unfinished());
        round.set("failures", failures(figures.failures()));
        round.set("first_event_ms", spread(figures.first()));
        round.set("gap_ms", spread(figures.gap()));
        round.set("answer_ms", spread(figures.whole()));
        return round;
    }

    private static ObjectNode spread(Spread spread) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("count", spread.count())
                .put("p50", spread.p50())
                .put("p90", spread.p90())
                .put("p99", spread.p99())
                .put("p99_9", spread.p999())
                .put("max", spread.max());
    }

    private static ObjectNode failures(Map<String, Long> counts) {
        ObjectNode failures = JsonNodeFactory.instance.objectNode();
        counts.forEach(failures::put);
        return failures;
    }

    private static double rounded(double value) {
        return Math.round(value * MILLI) / MILLI;
    }
}
