package org.rolemesh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.Installation;

class LocaleTest {
    @TempDir
    private Path folder;

    @Test
    void files_beyond_ascii_are_found_where_no_locale_is_set() throws Exception {
        Path config = Files.writeString(folder.resolve("mod\u00e8les.yaml"), "version: 1\n");

        assertThat(check(config)).contains(config.toString());
    }

    private String check(Path config) throws IOException, InterruptedException {
        Installation installed = Installation.in(Files.createDirectory(folder.resolve("installed")));
        ProcessBuilder command = new ProcessBuilder(
                        installed.program().toString(), "check", "--config", config.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true);
        command.environment().clear();
        command.environment()
                .putAll(Map.of(
                        "PATH", System.getenv("PATH"),
                        "JAVA_HOME", installed.javaHome().toString()));
        Process process = command.start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        } finally {
            process.destroyForcibly();
        }
    }
}
