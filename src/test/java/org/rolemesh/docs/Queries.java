package org.rolemesh.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.rolemesh.testing.Scrape.Sample;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The queries of a Grafana board and of a file of Prometheus rules, and what they select. */
final class Queries {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SELECTOR =
            Pattern.compile("\\b((?:rolemesh|gen_ai|jvm|process|system)_[a-z0-9_]+)\\b(?!\\s*[\"=!])(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(=~|!=|!~|=)\\s*\"([^\"]*)\"");
    /** What Prometheus itself adds. */
    private static final List<String> OF_PROMETHEUS = List.of("instance", "job");

    private Queries() {}

    /** By the titles of the panels. */
    static Map<String, String> ofBoard(Path file) {
        Map<String, String> queries = new LinkedHashMap<>();
        for (JsonNode panel : JSON.valueToTree(read(file)).path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                String name = panel.path("title").asText() + " "
                        + target.path("refId").asText();
                if (queries.put(name, target.path("expr").asText()) != null) {
                    throw new AssertionError("two panels are called " + name);
                }
            }
        }
        return queries;
    }

    /** By the names of the alerts. */
    static Map<String, String> ofRules(Path file) {
        Map<String, String> queries = new LinkedHashMap<>();
        for (JsonNode group : JSON.valueToTree(read(file)).path("groups")) {
            group.path("rules")
                    .forEach(rule -> queries.put(
                            rule.path("alert").asText(), rule.path("expr").asText()));
        }
        return queries;
    }

    /** JSON is YAML too. */
    private static Object read(Path file) {
        try {
            return new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    /** Those selectors for which nothing is exported. A query without any is one of them. */
    static List<String> unmet(String query, Exported exported) {
        List<MatchResult> selectors = SELECTOR.matcher(query)
                .results()
                .filter(selector -> !isLabelIn(query, selector))
                .toList();
        List<String> unmet = new ArrayList<>(selectors.isEmpty() ? List.of(query) : List.of());
        for (MatchResult selector : selectors) {
            boolean found = exported.scrapes()
                    .flatMap(scrape -> scrape.all(selector.group(1)).stream())
                    .anyMatch(sample -> matches(sample, selector.group(2)));
            if (!found) {
                unmet.add(selector.group());
            }
        }
        return unmet;
    }

    /** In {@code by (gen_ai_request_model)} the name is that of a label. */
    private static boolean isLabelIn(String query, MatchResult name) {
        int open = query.lastIndexOf('(', name.start());
        return open >= 0
                && query.substring(0, open).matches("(?s).*\\b(by|on|without|ignoring)\\s*")
                && query.indexOf(')', open) > name.start();
    }

    /** A value that the board leaves open may be any; the label must be there. */
    private static boolean matches(Sample sample, String matchers) {
        return matchers == null
                || MATCHER.matcher(matchers).results().allMatch(matcher -> {
                    String label = matcher.group(1);
                    String value = sample.labels().get(label);
                    if (OF_PROMETHEUS.contains(label)) {
                        return true;
                    }
                    boolean exact = matcher.group(2).equals("=");
                    return value != null && (!exact || value.equals(matcher.group(3)));
                });
    }
}
