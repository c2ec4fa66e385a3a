package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.cli.RoleMesh;
import org.rolemesh.testing.ChildJvm;
import org.rolemesh.testing.GatewayProcess;

/** SIGHUP to a gateway: by whoever wants its files looked at, or by a terminal that closes. */
class HangUpTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern REFUSED = Pattern.compile("not reloaded.*mine.camel.yaml:2: ");

    @TempDir
    private Path folder;

    private Path config;
    private Path routes;

    @BeforeEach
    void write() throws Exception {
        config = Files.writeString(folder.resolve("models.yaml"), """
                version: 1
                models:
                  planner: {type: proxy, proxy_url: "http://127.0.0.1:1"}
                """);
        routes = Files.createDirectory(folder.resolve("routes"));
    }

    @Test
    void D3_the_files_are_looked_at_again_though_they_have_not_changed() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config, "--port", "0", "--routes", routes.toString())) {
            gateway.awaitListening(SOON);
            Files.writeString(routes.resolve("mine.camel.yaml"), "- route:\n    form: {}\n");
            gateway.awaitLine(REFUSED, SOON);

            gateway.hangUp();

            await().atMost(SOON).until(() -> timesRefused(gateway) == 2);
            gateway.terminate();
            assertThat(gateway.awaitExit(SOON)).isZero();
        }
    }

    @Test
    void a_terminal_that_closes_stops_it() throws Exception {
        Path said = folder.resolve("said");
        Process terminal = inTerminal(said);
        List<ProcessHandle> inside = new ArrayList<>();
        try {
            await().atMost(SOON)
                    .until(() -> Files.exists(said) && Files.readString(said).contains("is listening"));
            terminal.descendants().forEach(inside::add);
            ProcessHandle gateway = inside.stream()
                    .filter(process -> process.info().command().orElse("").endsWith("java"))
                    .findFirst()
                    .orElseThrow();

            // Asked to end, script would kill what runs in it after two seconds.
            terminal.destroyForcibly();

            gateway.onExit().get(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(Files.readString(said)).contains("draining in_flight=0");
        } finally {
            terminal.destroyForcibly();
            inside.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** What it says goes to a file: nobody reads a terminal that has closed. */
    private Process inTerminal(Path said) throws Exception {
        List<String> command = new ArrayList<>(ChildJvm.brief(
                        RoleMesh.class,
                        "gateway",
                        "--config",
                        config.toString(),
                        "--port",
                        "0",
                        "--state-dir",
                        folder.resolve("state").toString())
                .command());
        command.replaceAll(word -> "'" + word + "'");
        return new ProcessBuilder("script", "-qfc", "exec " + String.join(" ", command) + " 2>" + said, "/dev/null")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static long timesRefused(GatewayProcess gateway) {
        return gateway.stderr().stream()
                .filter(line -> REFUSED.matcher(line).find())
                .count();
    }
}
