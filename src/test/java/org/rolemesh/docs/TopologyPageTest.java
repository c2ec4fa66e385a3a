package org.rolemesh.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drawings on the page are those that the commands above them print. */
class TopologyPageTest {
    private static final Path FILE = Path.of("docs/TOPOLOGY.md");
    private static final String MEND = "rolemesh.mend";
    private static final Pattern DRAWING =
            Pattern.compile("(?s)```sh\n(\\./rolemesh draw[^\n]*)\n```\n\n```mermaid\n.*?```\n");

    @Test
    void each_drawing_is_what_its_command_prints_now(@TempDir Path folder) throws Exception {
        Installation installation = Installation.in(folder, Map.of());
        String page = Files.readString(FILE);
        List<MatchResult> drawings = DRAWING.matcher(page).results().toList();
        String drawn = page;
        for (MatchResult drawing : drawings) {
            String command = drawing.group(1);
            drawn = drawn.replace(
                    drawing.group(),
                    "```sh\n" + command + "\n```\n\n```mermaid\n" + installation.run(command) + "```\n");
        }
        if (System.getProperty(MEND) != null) {
            Files.writeString(FILE, drawn);
        }

        assertThat(drawings).hasSize(2).hasSameSizeAs(new Page(page).commands());
        assertThat(Files.readString(FILE))
                .as("The routes have changed, and so have their drawings. To draw them again:"
                        + " ./mvnw test -Dtest=TopologyPageTest -D" + MEND)
                .isEqualTo(drawn);
    }
}
