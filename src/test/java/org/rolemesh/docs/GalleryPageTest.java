package org.rolemesh.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.runtime.DemoGateway;
import org.rolemesh.runtime.RouteCheck;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;

/** What the gallery's page and the heads of its files say is what happens. */
class GalleryPageTest {
    private static final Path EXAMPLES = Path.of("routes/examples");
    private static final Page PAGE = Page.read("routes/examples/README.md");
    private static final String SEE = "# To see it";
    private static final String ROLE_LINE = "#   ";

    private static FaultBackend backend;

    @BeforeAll
    static void start_backend() {
        backend = FaultBackend.start();
    }

    @AfterAll
    static void stop_backend() {
        backend.close();
    }

    static List<String> examples() throws IOException {
        try (Stream<Path> folders = Files.list(EXAMPLES)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void every_example_has_a_row() throws IOException {
        assertThat(PAGE.text().lines().filter(line -> line.startsWith("| [")))
                .hasSameSizeAs(examples())
                .allMatch(row -> row.matches("\\| \\[(.+)]\\(\\1/\\1\\.camel\\.yaml\\) \\|.+\\|.+\\|"));
        assertThat(examples()).allMatch(name -> PAGE.text().contains("| [" + name + "]("));
    }

    @Test
    void the_commands_of_the_page_work() throws Exception {
        assertThat(PAGE.commands())
                .hasSize(3)
                .contains(
                        "./rolemesh demo --routes routes/examples/canary",
                        "./rolemesh check --routes routes/examples/canary");
        try (DemoGateway demo = DemoGateway.start("127.0.0.1", 0, EXAMPLES.resolve("canary"))) {
            String answer = run(PAGE.command(line -> line.startsWith("curl")), demo.port(), EXAMPLES);

            assertThat(answer).contains("200 OK", "X-RoleMesh-Alias: planner");
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void an_example_has_no_fault_with_the_config_that_its_head_asks_for(String example) throws Exception {
        assertThat(RouteCheck.faults(
                        new ConfigLoader(Map.of()).parse("models.yaml", "version: 1\n" + config(example)),
                        EXAMPLES.resolve(example)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void what_a_head_says_to_see_it_can_be_seen(String example, @TempDir Path folder) throws Exception {
        Path routes = Files.createDirectories(folder.resolve("routes"));
        try (Stream<Path> files = Files.list(EXAMPLES.resolve(example))) {
            for (Path file : files.toList()) {
                Files.writeString(
                        routes.resolve(file.getFileName()),
                        Files.readString(file).replace("uri: file:", "uri: file:" + folder + "/"));
            }
        }
        try (GatewayUnderTest gateway = GatewayUnderTest.start(config(example), Map.of(), routes)) {
            String seen = run(toSee(example), gateway.port(), folder);

            assertThat(seen).doesNotContain("\"error\"").contains(expected(example));
        }
    }

    /** What the last words before the commands promise, in an answer. */
    private static List<String> expected(String example) {
        return switch (example) {
            case "canary" -> List.of("X-RoleMesh-Alias: planner", "X-RoleMesh-Alias: writer");
            case "long-context" -> List.of("X-RoleMesh-Alias: planner", "X-RoleMesh-Alias: long-context");
            case "rate-limit" -> List.of("200\n".repeat(30) + "429\n".repeat(10));
            case "audit" -> List.of("\"alias\":\"planner\"");
            case "batch-folder" -> List.of("chat.completion");
            default -> List.of("200 OK", "X-RoleMesh-Alias: ");
        };
    }

    /** With the roles of the demo, and the line that the head gives for another one. */
    private static String config(String example) throws IOException {
        String line = head(example)
                .filter(text -> text.startsWith(ROLE_LINE) && text.contains("type: proxy"))
                .map(text -> text.substring(ROLE_LINE.length()))
                .collect(Collectors.joining());
        assertThat(line).contains("http://127.0.0.1:8013");
        return """
                default_model: planner
                models:
                  planner: {type: proxy, proxy_url: "http://127.0.0.1:8013"}
                  writer: {type: proxy, proxy_url: "http://127.0.0.1:8013"}
                  %s
                """.formatted(line)
                .replace("http://127.0.0.1:8013", backend.baseUrl().toString());
    }

    /** The commands in a head, to its end. */
    private static String toSee(String example) throws IOException {
        return head(example)
                .dropWhile(line -> !line.startsWith(SEE))
                .filter(line -> line.startsWith(ROLE_LINE))
                .map(line -> line.substring(ROLE_LINE.length()))
                .collect(Collectors.joining("\n"));
    }

    private static Stream<String> head(String example) throws IOException {
        return Files.readString(EXAMPLES.resolve(example).resolve(example + ".camel.yaml"))
                .lines()
                .takeWhile(line -> line.startsWith("#"));
    }

    private static String run(String commands, int port, Path folder) throws Exception {
        String here = commands.replace("127.0.0.1:8000", "127.0.0.1:" + port).replace("curl ", "curl -sS ");
        return new Shell(Map.of()).run("cd " + folder + "\n" + here);
    }
}
