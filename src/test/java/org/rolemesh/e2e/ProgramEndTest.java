package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayProcess;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.BodyEnd;
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
    void D1_D2_a_signal_ends_the_program_with_status_0_also_where_a_stream_would_never_end() throws Exception {
        backend.behave(Streams.hangsAfter(1));
        Path config = Files.writeString(config(), "limits: {drain_s: 0.5}\n", StandardOpenOption.APPEND);
        try (GatewayProcess gateway = GatewayProcess.start(config, "--port", "0")) {
            URI url = gateway.awaitListening(SOON);
            try (RawHttp client = RawHttp.connect(url).post("/v1/chat/completions", STREAM)) {
                assertThat(client.readHead(SOON).status()).isEqualTo(200);
                assertThat(client.nextEvent(SOON)).isPresent();

                gateway.terminate();

                assertThat(client.nextEvent(SOON).orElseThrow().data()).contains("\"code\":\"draining\"");
                assertThat(client.nextEvent(SOON)).isEmpty();
                assertThat(client.end()).isNotIn(BodyEnd.CLEAN, BodyEnd.OPEN);
            }
            assertThat(gateway.awaitExit(SOON)).isZero();
        }
    }

    @Test
    void S3_keys_that_cannot_be_read_are_status_78_and_the_port_never_opens() throws Exception {
        List<GatewayProcess> gateways = new ArrayList<>();
        for (String auth : List.of("{key_env: TEST_NOT_SET}", "{key_sha256: test}")) {
            Path config = Files.createDirectory(folder.resolve("config-" + gateways.size()))
                    .resolve("models.yaml");
            Files.writeString(config, "version: 1\nauth: {client_api_keys: [" + auth + "]}\n");
            gateways.add(GatewayProcess.start(config, "--port", "0"));
        }
        gateways.add(GatewayProcess.start(Files.createDirectory(folder.resolve("no-file")), "--port", "0"));

        for (GatewayProcess gateway : gateways) {
            try (gateway) {
                assertThat(gateway.awaitExit(SOON))
                        .as(gateway.stderr().toString())
                        .isEqualTo(78);
                assertThat(gateway.stderr()).isNotEmpty().noneMatch(line -> line.contains("is listening"));
            }
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
    void L1_an_open_gateway_is_kept_off_the_network_with_status_78() throws Exception {
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
