package org.rolemesh.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a gateway or agent exports at one moment, in Prometheus' text format.
 *
 * @param text as it was sent
 */
public record Scrape(String text) {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** One line. */
    public record Sample(String name, Map<String, String> labels, double value) {
        private boolean has(String label) {
            String[] parts = label.split("=", 2);
            return parts[1].equals(labels.get(parts[0]));
        }
    }

    /** Asks without a key. */
    public static Scrape of(URI program) {
        try (RawHttp http = RawHttp.connect(program)) {
            return new Scrape(http.get("/metrics").readAnswer(SOON).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Sample> samples() {
        return text.lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(Scrape::sample)
                .toList();
    }

    private static Sample sample(String line) {
        Matcher matcher = SAMPLE.matcher(line);
        if (!matcher.matches()) {
            throw new AssertionError("no sample: " + line);
        }
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(matcher.group(2) == null ? "" : matcher.group(2));
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        return new Sample(matcher.group(1), labels, Double.parseDouble(matcher.group(3)));
    }

    /** The samples of this name that have these labels, each as {@code name=value}. */
    public List<Sample> all(String name, String... labels) {
        return samples().stream()
                .filter(sample -> sample.name().equals(name))
                .filter(sample -> Stream.of(labels).allMatch(sample::has))
                .toList();
    }

    /** The sum of all of these; 0 where there are none. */
    public double value(String name, String... labels) {
        return all(name, labels).stream().mapToDouble(Sample::value).sum();
    }

    public boolean has(String name, String... labels) {
        return !all(name, labels).isEmpty();
    }

    /** The names of the metrics, as their {@code TYPE} lines have them, with their types. */
    public Map<String, String> types() {
        return text.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(words -> words[2], words -> words[3], (a, b) -> a, TreeMap::new));
    }

    /** Every name that a query can have. */
    public Set<String> names() {
        return samples().stream().map(Sample::name).collect(Collectors.toCollection(TreeSet::new));
    }
}
