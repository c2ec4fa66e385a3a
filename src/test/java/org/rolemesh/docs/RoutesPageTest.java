package org.rolemesh.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.spi.UriParam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.config.TopologyConfig;
import org.rolemesh.gateway.Words;
import org.rolemesh.runtime.RouteCheck;
import org.rolemesh.upstream.PromptTooLong;
import org.rolemesh.upstream.UpstreamEndpoint;
import org.rolemesh.upstream.UpstreamFailure;

/** The page on route files names what there is, and no more. */
class RoutesPageTest {
    private static final Page PAGE = Page.read("docs/ROUTES.md");

    @Test
    void every_variable_is_there_and_no_other() {
        List<String> there = Words.of(new TopologyConfig(List.of("X-Project")));

        assertThat(Stream.concat(
                        named("What is known of a request").stream(),
                        named("upstream:ALIAS").stream()
                                .filter(word -> !options().contains(word))))
                .containsExactlyInAnyOrderElementsOf(there);
    }

    @Test
    void every_option_of_an_upstream_step_is_there() {
        assertThat(named("upstream:ALIAS")).containsAll(options());
    }

    @Test
    void every_failure_is_there_by_its_name() {
        List<String> failures = Stream.concat(
                        Stream.of(UpstreamFailure.class, PromptTooLong.class),
                        Arrays.stream(UpstreamFailure.class.getPermittedSubclasses()))
                .map(Class::getSimpleName)
                .toList();

        assertThat(named("What can go wrong")).containsExactlyInAnyOrderElementsOf(failures);
    }

    @Test
    void what_is_printed_is_a_topology_without_a_fault(@TempDir Path folder) throws Exception {
        List<String> blocks = PAGE.blocks("yaml");
        assertThat(blocks).hasSize(2);
        Files.writeString(
                folder.resolve("route-by-alias.camel.yaml"),
                blocks.get(0) + blocks.get(1).indent(8));

        assertThat(RouteCheck.faults(
                        new ConfigLoader(Map.of())
                                .parse(
                                        "models.yaml",
                                        "version: 1\nmodels: {planner: {type: proxy, proxy_url: \"http://127.0.0.1:1\"}}"),
                        folder))
                .isEmpty();
    }

    private static List<String> options() {
        return Arrays.stream(UpstreamEndpoint.class.getDeclaredFields())
                .filter(field -> field.isAnnotationPresent(UriParam.class))
                .map(Field::getName)
                .toList();
    }

    /** The first column of the tables under a heading. */
    private static List<String> named(String heading) {
        String section =
                PAGE.text().split("\n## " + Pattern.quote(heading) + "\n", 2)[1].split("\n## ", 2)[0];
        return section.lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> Pattern.compile("`([^`]+)`")
                        .matcher(line.substring(0, line.indexOf('|', 1)))
                        .results()
                        .map(found -> found.group(1)))
                .toList();
    }
}
