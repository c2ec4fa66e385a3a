package org.rolemesh.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rolemesh.testing.ProxyProcess;

/** Linters that Debian has, where they are installed; {@code .ci/run} installs them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LintTest {
    private static final List<String> PROGRAMS = List.of(".ci/run", "mvnw", "rolemesh");
    private static final Path BENCH = Path.of("src/bench");

    @Test
    void shellcheck_finds_nothing_in_the_scripts() throws Exception {
        List<String> command = new ArrayList<>(List.of("--external-sources"));
        command.addAll(PROGRAMS);
        try (Stream<Path> bench = Files.list(BENCH)) {
            bench.filter(Files::isExecutable)
                    .filter(Files::isRegularFile)
                    .forEach(file -> command.add(file.toString()));
        }
        assertThat(command).hasSizeGreaterThan(PROGRAMS.size() + 1);

        assertFindsNothing("shellcheck", command);
    }

    @Test
    void yamllint_finds_nothing_in_routes_configs_and_manifests() throws Exception {
        assertFindsNothing("yamllint", List.of("--strict", "--format", "parsable", "."));
    }

    private static void assertFindsNothing(String linter, List<String> arguments) throws Exception {
        Path program = ProxyProcess.find(linter).orElse(null);
        assumeThat(program).as(linter).isNotNull();
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);

        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();

        try (InputStream output = process.getInputStream()) {
            assertThat(new String(output.readAllBytes(), StandardCharsets.UTF_8))
                    .isEmpty();
        }
        assertThat(process.waitFor()).isZero();
    }
}
