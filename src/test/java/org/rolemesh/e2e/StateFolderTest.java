package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayProcess;
import org.rolemesh.testing.RawHttp;

/** The gateway as a program, and the folder it keeps its state in. */
class StateFolderTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final FaultBackend backend = FaultBackend.start(Answers.chat());

    @AfterEach
    void leave_nothing_open() {
        backend.close();
    }

    @Test
    void a_second_gateway_on_the_same_folder_is_status_75_and_the_first_goes_on() throws Exception {
        String state = folder.resolve("state").toString();
        try (GatewayProcess first = GatewayProcess.start(config(), "--port", "0", "--state-dir", state)) {
            URI url = first.awaitListening(SOON);

            try (GatewayProcess second = GatewayProcess.start(config(), "--port", "0", "--state-dir", state)) {
                assertThat(second.awaitLine(Pattern.compile("in use"), SOON)).contains(state, "--state-dir");
                assertThat(second.awaitExit(SOON)).isEqualTo(75);
            }

            assertThat(get(url, "/ready").head().status()).isEqualTo(200);
            first.terminate();
            assertThat(first.awaitExit(SOON)).isZero();
        }
        try (GatewayProcess next = GatewayProcess.start(config(), "--port", "0", "--state-dir", state)) {
            next.awaitListening(SOON);
        }
    }

    @Test
    void a_fault_of_the_config_is_found_before_the_folder_is_touched() throws Exception {
        Path config = Files.writeString(folder.resolve("models.yaml"), "version: 2\n");

        try (GatewayProcess gateway = GatewayProcess.start(config, "--port", "0")) {
            assertThat(gateway.awaitExit(SOON)).isEqualTo(78);
        }

        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void a_folder_that_cannot_be_is_status_78_with_the_remedy() throws Exception {
        String state = config().toString();

        try (GatewayProcess gateway = GatewayProcess.start(config(), "--port", "0", "--state-dir", state)) {
            assertThat(gateway.awaitLine(Pattern.compile("state folder"), SOON)).contains(state, "--state-dir");
            assertThat(gateway.awaitExit(SOON)).isEqualTo(78);
        }
    }

    @Test
    void the_users_own_folder_for_state_is_the_default() throws Exception {
        Map<String, String> env = Map.of("XDG_STATE_HOME", folder.resolve("xdg").toString());

        try (GatewayProcess gateway = GatewayProcess.start(config(), env, "--port", "0")) {
            gateway.awaitListening(SOON);

            assertThat(folder.resolve("xdg/rolemesh/gateway.lock")).exists();
        }
    }

    @Test
    void a_torn_state_file_is_said_in_ready_and_keeps_nobody_from_being_served() throws Exception {
        Path state = Files.createDirectory(folder.resolve("state"));
        Files.writeString(state.resolve("nodes.json"), "{\"version\": 1, \"nodes\": [{\"node_i");

        try (GatewayProcess gateway = GatewayProcess.start(config(), "--port", "0")) {
            URI url = gateway.awaitListening(SOON);

            RawHttp.Answer ready = get(url, "/ready");
            assertThat(ready.head().status()).isEqualTo(200);
            assertThat(ready.body())
                    .contains("\"status\":\"ready\"", "\"degraded\":[\"nodes.json was damaged")
                    .doesNotContain(folder.toString());
            assertThat(state).isDirectoryContaining("glob:**/nodes.json.corrupt-*");
        }
    }

    private static RawHttp.Answer get(URI url, String path) throws Exception {
        try (RawHttp client = RawHttp.connect(url)) {
            return client.get(path).readAnswer(SOON);
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
