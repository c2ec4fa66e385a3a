package org.rolemesh.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, as a table: a line for each measure, a column for each server. */
public record TextReport(Benchmark benchmark, List<Series> all) {
    private static final String BETWEEN = "  ";

    /** With a line end after the last line. */
    public String text() {
        List<String[]> rows = new ArrayList<>();
        rows.add(heads());
        for (Measure measure : Measure.values()) {
            if (all.stream().anyMatch(series -> series.has(measure))) {
                rows.add(row(measure));
            }
        }
        rows.add(counts("errors", Series::failed));
        rows.add(counts("unfinished", series -> series.rounds().stream()
                .mapToLong(Figures::unfinished)
                .sum()));
        StringBuilder text = new StringBuilder(title()).append("\n\n").append(aligned(rows));
        all.forEach(series -> failures(series, text));
        return text.toString();
    }

    private String title() {
        LoadShape shape = benchmark.shape();
        String pace = shape.rate() == 0
                ? "closed loop"
                : String.format(Locale.ROOT, "%.1f requests/s, times from when each was due", shape.rate());
        return String.format(
                Locale.ROOT,
                "%d connections, %s, %s; medians of %d %s of %s s%s",
                shape.concurrency(),
                benchmark.chat().stream() ? "streams" : "whole answers",
                pace,
                shape.rounds(),
                shape.rounds() == 1 ? "round" : "rounds",
                shape.duration().toMillis() / 1000.0,
                all.size() > 1 ? " in turn" : "");
    }

    private String[] heads() {
        List<String> heads = new ArrayList<>(List.of(""));
        for (int i = 0; i < all.size(); i++) {
            heads.add(all.get(i).target().label());
            if (i > 0) {
                heads.add("difference");
                heads.add("ratio");
            }
        }
        return heads.toArray(String[]::new);
    }

    private String[] row(Measure measure) {
        double first = all.get(0).median(measure);
        List<String> row = new ArrayList<>(List.of(measure.title(), measure.text(first)));
        for (Series series : all.subList(1, all.size())) {
            double median = series.median(measure);
            row.add(measure.text(median));
            row.add((median < first ? "" : "+") + measure.text(median - first));
            row.add(first == 0 ? "-" : String.format(Locale.ROOT, "%.2f", median / first));
        }
        return row.toArray(String[]::new);
    }

    private interface Count {
        long of(Series series);
    }

    private String[] counts(String title, Count count) {
        List<String> row = new ArrayList<>(List.of(title));
        for (int i = 0; i < all.size(); i++) {
            row.add(String.format(Locale.ROOT, "%,d", count.of(all.get(i))));
            if (i > 0) {
                row.addAll(List.of("", ""));
            }
        }
        return row.toArray(String[]::new);
    }

    private static void failures(Series series, StringBuilder text) {
        for (Map.Entry<String, Long> failure : series.failures().entrySet()) {
            text.append(String.format(
                    Locale.ROOT, "%s: %,d times %s%n", series.target().label(), failure.getValue(), failure.getKey()));
        }
        if (series.rounds().stream().anyMatch(round -> round.answers() + round.events() == 0)) {
            text.append(series.target().label()).append(": nothing was answered in a round\n");
        }
    }

    private static String aligned(List<String[]> rows) {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            Arrays.setAll(widths, column -> Math.max(widths[column], row[column].length()));
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.length; column++) {
                String padding = " ".repeat(widths[column] - row[column].length());
                line.append(column == 0 ? row[column] + padding : BETWEEN + padding + row[column]);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
