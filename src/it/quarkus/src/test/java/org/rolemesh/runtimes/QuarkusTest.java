package org.rolemesh.runtimes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Camel Quarkus on its own HTTP server, as it was packaged, started where the routes are. */
class QuarkusTest extends EveryRuntime {
    private static final Path ROOT = Path.of("../../..");
    private static final Path APPLICATION =
            Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+)");
    private static final int STOP_SECONDS = 20;

    private Process process;

    @Override
    protected URI start(Path config) throws Exception {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dquarkus.http.port=0",
                        "-Drolemesh.config=" + config,
                        "-jar",
                        APPLICATION.toString())
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start();
        BufferedReader output = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                discard(output);
                return URI.create(listening.group(1));
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("it has ended:\n" + said);
    }

    @Override
    protected void stop() throws InterruptedException {
        process.toHandle().destroy(); // Process.destroy would close its output on our side as well
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("it does not end");
        }
    }

    @Test
    void its_health_tells_how_the_default_role_is() throws Exception {
        assertThat(get("/q/health").body()).containsPattern("\"name\": \"rolemesh\",\\s+\"status\": \"UP\"");
    }

    private static void discard(BufferedReader output) {
        Thread reader = new Thread(
                () -> {
                    try {
                        output.transferTo(Writer.nullWriter());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                "output-of-quarkus");
        reader.setDaemon(true);
        reader.start();
    }
}
