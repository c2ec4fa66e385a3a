package org.rolemesh.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.ProxyProcess;
import org.rolemesh.testing.Scrape;

/** The page on metrics names all that is exported, and the board and the alerts nothing else. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MetricsPageTest {
    private static final Page PAGE = Page.read("docs/METRICS.md");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| (\\w+) \\|([ a-z_`]*)\\| (both|gateway|agent) \\| .+ \\|$");
    private static final Path BOARD = Path.of("docs/grafana/rolemesh.json");
    private static final Path ALERTS = Path.of("docs/grafana/alerts.yaml");
    private static final Set<String> OF_HISTOGRAMS = Set.of("le", "quantile");

    @TempDir
    private static Path folder;

    private static Exported exported;

    /** A row of the page. */
    private record Documented(String name, String type, Set<String> labels, String on) {}

    @BeforeAll
    static void let_everything_happen() throws Exception {
        exported = Exported.in(folder);
    }

    @Test
    void what_is_exported_is_on_the_page() {
        Map<String, Documented> page = documented();
        exported.scrapes().forEach(scrape -> families(scrape).forEach((name, type) -> {
            assertThat(page).containsKey(name);
            assertThat(page.get(name).type()).as(name).isEqualTo(type);
            assertThat(page.get(name).labels()).as(name).isEqualTo(labels(scrape, name));
        }));
    }

    @Test
    void what_is_on_the_page_is_exported_where_it_says() {
        for (Documented row : documented().values()) {
            boolean onGateway = exported.gateway().types().containsKey(row.name());
            boolean onAgent = exported.agent().types().containsKey(row.name());
            switch (row.on()) {
                case "gateway" ->
                    assertThat(onGateway && !onAgent).as(row.name()).isTrue();
                case "agent" -> assertThat(onAgent && !onGateway).as(row.name()).isTrue();
                // Not everything has happened to this agent, nor every phase of garbage collection to any program.
                default ->
                    assertThat(onGateway || row.name().startsWith("jvm_gc_"))
                            .as(row.name())
                            .isTrue();
            }
        }
    }

    @Test
    void no_name_breaks_the_rules_of_prometheus() throws Exception {
        for (Scrape scrape : exported.scrapes().toList()) {
            assertThat(promtool(scrape.text(), "check", "metrics")).isEmpty();
        }
    }

    @Test
    void every_panel_of_the_board_finds_its_series() {
        Map<String, String> queries = Queries.ofBoard(BOARD);

        assertThat(queries).hasSizeGreaterThan(40);
        queries.forEach((panel, query) ->
                assertThat(Queries.unmet(query, exported)).as(panel).isEmpty());
    }

    @Test
    void every_alert_finds_its_series() {
        Map<String, String> queries = Queries.ofRules(ALERTS);

        assertThat(queries).hasSizeGreaterThan(5);
        queries.forEach((alert, query) ->
                assertThat(Queries.unmet(query, exported)).as(alert).isEmpty());
    }

    @Test
    void prometheus_takes_the_alerts() throws Exception {
        promtool("", "check", "rules", ALERTS.toString());
    }

    @Test
    void prometheus_understands_every_query_of_the_board() throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n- name: board\n  rules:\n");
        Queries.ofBoard(BOARD).values().forEach(query -> rules.append("  - record: some:query\n    expr: >-\n      ")
                .append(query.replace("$__rate_interval", "5m"))
                .append("\n    labels: {n: \"")
                .append(rules.length())
                .append("\"}\n"));

        promtool(
                "",
                "check",
                "rules",
                Files.writeString(folder.resolve("board.yaml"), rules).toString());
    }

    private static Map<String, Documented> documented() {
        return ROW.matcher(PAGE.text())
                .results()
                .map(row -> new Documented(row.group(1), row.group(2), words(row.group(3)), row.group(4)))
                .collect(Collectors.toMap(Documented::name, row -> row, (a, b) -> a, TreeMap::new));
    }

    private static Set<String> words(String cell) {
        return Arrays.stream(cell.replace("`", " ").split(" "))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Without the largest values, which each histogram has beside it. */
    private static Map<String, String> families(Scrape scrape) {
        Map<String, String> types = scrape.types();
        Map<String, String> families = new TreeMap<>(types);
        families.keySet().removeIf(name -> name.endsWith("_max") && types.containsKey(name.replaceAll("_max$", "")));
        return families;
    }

    private static Set<String> labels(Scrape scrape, String family) {
        return scrape.samples().stream()
                .filter(sample -> sample.name().equals(family)
                        || sample.name().equals(family + "_count")
                        || sample.name().equals(family + "_bucket"))
                .flatMap(sample -> sample.labels().keySet().stream())
                .filter(label -> !OF_HISTOGRAMS.contains(label))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What it has to say; the test is skipped where there is none. */
    private static String promtool(String input, String... arguments) throws Exception {
        Path program = ProxyProcess.find("promtool").orElse(null);
        assumeThat(program)
                .as("promtool, for which PROMTOOL_PROGRAM may say where it is")
                .isNotNull();
        List<String> command = Stream.concat(Stream.of(program.toString()), Arrays.stream(arguments))
                .toList();
        Path in = Files.writeString(folder.resolve("promtool.in"), input);
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .start();
        try (InputStream out = process.getInputStream()) {
            String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
            return said;
        }
    }
}
