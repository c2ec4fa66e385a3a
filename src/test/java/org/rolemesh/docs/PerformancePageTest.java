package org.rolemesh.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.ProxyProcess;

/** What the page on performance says can be run, for a short while. */
class PerformancePageTest {
    private static final Page PAGE = Page.read("docs/PERFORMANCE.md");

    @TempDir
    private Path folder;

    @Test
    void a_gateway_is_measured_alone_and_beside_its_backend() throws Exception {
        int backendPort = ProxyProcess.freePort();
        Installation here = Installation.in(folder, Map.of("CLIENT_KEY", "test-client-key"));
        String backend = PAGE.command(line -> line.startsWith("./rolemesh bench-backend"));
        List<String> benches = PAGE.commands().stream()
                .filter(line -> line.startsWith("./rolemesh bench "))
                .toList();
        assertThat(benches).hasSize(2);

        try (Installation.Running running = here.start(backend.replace("8011", Integer.toString(backendPort)))) {
            running.awaitSaid("is listening on http://127.0.0.1:" + backendPort);
            try (GatewayUnderTest gateway = GatewayUnderTest.start("""
                    auth: {client_api_keys: [test-client-key]}
                    models: {planner: {type: proxy, proxy_url: "http://127.0.0.1:%d"}}
                    """.formatted(backendPort))) {
                assertThat(here.run(brief(benches.get(0), gateway.port(), backendPort)))
                        .contains("4 connections, streams, closed loop", "answers/s")
                        .containsPattern("errors +0\n");
                assertThat(here.run(brief(benches.get(1), gateway.port(), backendPort)))
                        .containsPattern("backend +gateway +difference +ratio\n")
                        .containsPattern("errors +0 +0\n");
            }
            running.signal("TERM");
            assertThat(running.awaitExit()).isZero();
        }
        assertThat(folder.resolve("bench.json")).content().contains("\"beside_first\"");
    }

    /** It takes minutes, and other programs; that it is a program at all is seen here. */
    @Test
    void the_comparison_says_what_it_takes() throws Exception {
        Shell.Result usage = new Shell(Map.of()).result("src/bench/compare", "--help");

        assertThat(usage.status()).isZero();
        assertThat(usage.output()).contains("--quick", "JDK17_HOME", "NGINX_PROGRAM");
    }

    @Test
    void no_command_is_left_untested() {
        assertThat(PAGE.commands())
                .filteredOn(line -> !line.startsWith("./rolemesh bench"))
                .containsExactly(
                        "src/bench/compare --quick",
                        "src/bench/compare",
                        "./mvnw -q -Pbench test-compile exec:exec",
                        "./mvnw -q -Pbench test-compile exec:exec -Djmh='Selection -p upstreams=8 -f 3'");
    }

    private static String brief(String command, int gatewayPort, int backendPort) {
        assertThat(command).contains("--duration 30");
        return command.replace("--duration 30", "--duration 0.5 --warmup 0 --max-tokens 3")
                .replace("--rounds 3", "--rounds 1")
                .replace(":8000", ":" + gatewayPort)
                .replace(":8011", ":" + backendPort);
    }
}
