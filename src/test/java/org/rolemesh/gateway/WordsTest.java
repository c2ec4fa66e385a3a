package org.rolemesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.rolemesh.config.TopologyConfig;

class WordsTest {
    private static final Pattern TABLE = Pattern.compile("\\| variable \\| type \\|.*?\n\n", Pattern.DOTALL);
    private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\|([^|]*)\\|");
    private static final Pattern NAME = Pattern.compile("`([a-zA-Z_]+)`");

    @Test
    void the_variables_of_a_topology_are_those_that_are_documented() throws IOException {
        String page = Files.readString(Path.of("docs/ROUTES.md"));
        List<String> documented = found(TABLE, page, 0)
                .flatMap(table -> found(FIRST_CELL, table, 1))
                .flatMap(cell -> found(NAME, cell, 1))
                .toList();

        assertThat(Words.of(new TopologyConfig(List.of("X-Project")))).containsExactlyInAnyOrderElementsOf(documented);
    }

    private static Stream<String> found(Pattern pattern, String text, int group) {
        Matcher matcher = pattern.matcher(text);
        return matcher.results().map(result -> result.group(group));
    }
}
