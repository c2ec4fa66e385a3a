package org.rolemesh.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.rolemesh.runtime.RouteYaml.Entry;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Route files are written in the one form that designers read and write, so that a file looks the same after one of them. */
class RouteFormTest {
    private static final Set<String> LANGUAGES = Set.of(
            "constant",
            "exchangeProperty",
            "header",
            "jq",
            "jsonpath",
            "language",
            "method",
            "simple",
            "tokenize",
            "variable",
            "xpath");
    /** In the order in which they are written, whichever of them there are. */
    private static final List<String> ORDER =
            List.of("id", "description", "note", "uri", "parameters", "steps", "doCatch", "doFinally");

    private static List<Path> files;
    /** All files as one. */
    private static RouteYaml all;

    @BeforeAll
    static void read_the_files() throws IOException {
        files = RouteFilesTest.files();
        List<Entry> entries = new ArrayList<>();
        for (Path file : files) {
            entries.addAll(RouteYaml.read(file).entries());
        }
        all = new RouteYaml(entries);
    }

    @Test
    void files_have_routes_templates_and_configurations_that_say_what_they_are_for() {
        assertThat(all.at("")).allSatisfy(item -> assertThat(item.keys())
                .as(item.toString())
                .hasSize(1)
                .first()
                .isIn("route", "routeTemplate", "routeConfiguration"));
        assertThat(topLevel()).allSatisfy(each -> {
            assertThat(each.text("id")).as(each.toString()).isPresent();
            assertThat(each.text("description")).as(each.toString()).isPresent();
        });
    }

    @Test
    void a_route_begins_with_from_that_has_the_steps_in_it() {
        assertThat(all.at("route")).allSatisfy(route -> assertThat(route.keys())
                .as(route.toString())
                .endsWith("from")
                .doesNotContain("steps"));
        assertThat(all.at("from"))
                .allSatisfy(from -> assertThat(from.keys()).as(from.toString()).contains("id", "uri", "steps"));
    }

    @Test
    void a_step_and_a_branch_are_objects_with_an_id_and_a_description() {
        for (Entry step : all.at("steps")) {
            assertThat(step.keys()).as(step.toString()).hasSize(1);
            assertThat(step.values().values()).as(step.toString()).allMatch(MappingNode.class::isInstance);
        }
        assertThat(stepsAndBranches())
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.keys()).as(each.toString()).startsWith("id", "description"));
    }

    @Test
    void an_expression_is_spelled_out() {
        for (Entry entry : all.entries()) {
            if (!entry.path().contains("parameters")) {
                entry.values().forEach((key, value) -> {
                    if (LANGUAGES.contains(key)) {
                        assertThat(value).as(entry + ": " + key).isInstanceOf(MappingNode.class);
                    }
                });
            }
        }
    }

    @Test
    void properties_have_one_order() {
        for (Entry entry : all.entries()) {
            List<String> ordered = ORDER.stream().filter(entry.keys()::contains).toList();

            assertThat(entry.keys().stream().filter(ORDER::contains))
                    .as(entry.toString())
                    .containsExactlyElementsOf(ordered);
        }
    }

    @Test
    void there_are_no_anchors_aliases_or_tags() throws IOException {
        for (Path file : files) {
            Iterable<Event> events = new Parse(LoadSettings.builder().build()).parseString(Files.readString(file));

            assertThat(StreamSupport.stream(events.spliterator(), false))
                    .as(file.toString())
                    .noneMatch(RouteFormTest::isShorthand);
        }
    }

    @Test
    void an_id_is_given_once_in_all_files() {
        assertThat(all.entries().stream().flatMap(entry -> entry.text("id").stream()))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(300);
    }

    private static List<Entry> topLevel() {
        return all.entries().stream().filter(entry -> entry.path().size() == 1).toList();
    }

    /** What is directly in a list of steps, and the parts of those that have several. */
    private static Stream<Entry> stepsAndBranches() {
        Stream<Entry> steps = all.entries().stream().filter(entry -> {
            List<String> path = entry.path();
            return path.size() > 1 && path.get(path.size() - 2).equals("steps");
        });
        return Stream.concat(steps, all.at("when", "otherwise", "doCatch", "doFinally", "onFallback").stream());
    }

    private static boolean isShorthand(Event event) {
        if (event instanceof ScalarEvent scalar && scalar.getTag().isPresent()) {
            return true;
        }
        if (event instanceof CollectionStartEvent start && start.getTag().isPresent()) {
            return true;
        }
        return event instanceof AliasEvent
                || (event instanceof NodeEvent node && node.getAnchor().isPresent());
    }
}
