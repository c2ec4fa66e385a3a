package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayProcess;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.Streams;

/** How the program ends, told by signals or for a reason of its own: its exit status and its last words. */
class ProgramEndTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String STREAM = "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"stream\":true}";

    @TempDir
    private Path folder;

    private final FaultBackend backend = FaultBackend.start();

    @AfterEach
    void leave_nothing_open() {
        backend.close();
    }

    @Test
    void a_signal_ends_an_idle_program_with_status_0() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config(), "--port", "0")) {
            gateway.awaitListening(SOON);

            gateway.terminate();

            assertThat(gateway.awaitExit(SOON)).isZero();
        }
    }

    @Test
    void a_second_signal_does_not_wait_for_an_endless_stream() throws Exception {
        backend.behave(Streams.keepsAliveAfter(1, Duration.ofMillis(50)));
        try (GatewayProcess gateway = GatewayProcess.start(config(), "--port", "0")) {
            URI url = gateway.awaitListening(SOON);
            try (RawHttp client = RawHttp.connect(url).post("/v1/chat/completions", STREAM)) {
                assertThat(client.readHead(SOON).status()).isEqualTo(200);
                assertThat(client.nextEvent(SOON)).isPresent();
                gateway.terminate();
                gateway.awaitLine(Pattern.compile("draining in_flight=1"), SOON);
                assertThat(client.nextEvent(SOON)).as("the stream goes on").isPresent();

                gateway.terminate();

                assertThat(gateway.awaitExit(SOON)).isEqualTo(143);
                backend.awaitOpen(0, SOON);
            }
        }
    }

    @Test
    void a_broken_config_is_status_78_and_a_line_that_says_where() throws Exception {
        Path config = Files.writeString(folder.resolve("models.yaml"), """
                version: 1
                models:
                  planner:
                    type: proxy
                    proxy_urll: http://127.0.0.1:1
                """);
        try (GatewayProcess gateway = GatewayProcess.start(config, "--port", "0")) {
            assertThat(gateway.awaitLine(Pattern.compile("proxy_urll"), SOON))
                    .contains("models.yaml:5: ")
                    .contains("proxy_url");
            assertThat(gateway.awaitExit(SOON)).isEqualTo(78);
        }
    }

    @Test
    void a_broken_route_is_status_78_and_a_line_that_says_where() throws Exception {
        for (String shipped : new String[] {"gateway", "nodes", "availability"}) {
            Files.createSymbolicLink(
                    folder.resolve(shipped), Path.of("routes", shipped).toAbsolutePath());
        }
        Files.createDirectory(folder.resolve("topology"));
        Files.writeString(folder.resolve("topology/route-by-alias.camel.yaml"), """
                - route:
                    id: route-by-alias
                    from:
                      uri: direct:route-by-alias
                      steps:
                        - process: { ref: noSuchStep }
                """);
        try (GatewayProcess gateway = GatewayProcess.start(config(), "--port", "0", "--routes", folder.toString())) {
            assertThat(gateway.awaitLine(Pattern.compile("noSuchStep"), SOON))
                    .contains("route-by-alias.camel.yaml:6: ");
            assertThat(gateway.awaitExit(SOON)).isEqualTo(78);
        }
    }

    @Test
    void an_open_gateway_is_kept_off_the_network_with_status_78() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config(), "--host", "0.0.0.0", "--port", "0")) {
            assertThat(gateway.awaitLine(Pattern.compile("0\\.0\\.0\\.0"), SOON))
                    .contains("auth.client_api_keys", "auth.node_api_keys");
            assertThat(gateway.awaitExit(SOON)).isEqualTo(78);
        }
    }

    @Test
    void a_port_in_use_is_status_1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                GatewayProcess gateway =
                        GatewayProcess.start(config(), "--port", String.valueOf(taken.getLocalPort()))) {
            assertThat(gateway.awaitLine(Pattern.compile("cannot listen"), SOON))
                    .contains("--port");
            assertThat(gateway.awaitExit(SOON)).isEqualTo(1);
        }
    }

    private Path config() throws Exception {
        return Files.writeString(folder.resolve("models.yaml"), """
                version: 1
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                """.formatted(backend.baseUrl()));
    }
}
