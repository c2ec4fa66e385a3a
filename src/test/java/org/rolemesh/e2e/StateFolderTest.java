package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.Announced;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FakeNode;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayProcess;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;

/** The gateway and the folder that it keeps its state in. */
class StateFolderTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final FaultBackend backend = FaultBackend.start(Answers.chat());

    @AfterEach
    void leave_nothing_open() {
        backend.close();
    }

    @Test
    void S5_a_second_program_on_the_users_folder_for_state_is_status_75_and_the_first_goes_on() throws Exception {
        Map<String, String> env = Map.of("XDG_STATE_HOME", folder.resolve("xdg").toString());
        String state = folder.resolve("xdg/rolemesh").toString();
        try (GatewayProcess first = GatewayProcess.start(config(), env, "--port", "0")) {
            URI url = first.awaitListening(SOON);

            try (GatewayProcess second = GatewayProcess.start(config(), "--port", "0", "--state-dir", state)) {
                assertThat(second.awaitLine(Pattern.compile("in use"), SOON)).contains(state, "--state-dir");
                assertThat(second.awaitExit(SOON)).isEqualTo(75);
            }

            assertThat(get(url, "/ready").head().status()).isEqualTo(200);
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
    void S2_a_torn_file_is_said_in_ready_until_the_next_write_and_keeps_nobody_from_being_served() throws Exception {
        Files.writeString(folder.resolve("nodes.json"), "{\"version\": 1, \"nodes\": [{\"node_i");

        try (GatewayUnderTest gateway = start()) {
            RawHttp.Answer ready = get(gateway.url(), "/ready");
            assertThat(ready.head().status()).isEqualTo(200);
            assertThat(ready.body())
                    .contains("\"status\":\"ready\"", "\"degraded\":[\"nodes.json was damaged")
                    .doesNotContain(folder.toString());

            register(gateway.url());

            await().until(() -> !get(gateway.url(), "/ready").body().contains("degraded"));
        }
        assertThat(folder).isDirectoryContaining("glob:**/nodes.json.corrupt-*");
    }

    @Test
    void a_gateway_that_starts_again_knows_its_nodes_and_sends_them_work() throws Exception {
        try (GatewayUnderTest gateway = start()) {
            register(gateway.url());
        }
        try (GatewayUnderTest next = start()) {
            assertThat(get(next.url(), "/v1/nodes").body()).contains("\"node_id\":\"gpu-box\"");

            next.awaitListed("coder", true);
            assertThat(chat(next.url()).head().status()).isEqualTo(200);
        }
    }

    @Test
    void N4_fifty_nodes_are_back_at_once_and_one_that_died_meanwhile_is_not() throws Exception {
        FaultBackend gone = FaultBackend.start();
        try (GatewayUnderTest gateway = start()) {
            for (int n = 0; n < 50; n++) {
                FakeNode.register(gateway.url(), "box-" + n, backend.baseUrl(), Announced.role("role-" + n));
            }
            FakeNode.register(gateway.url(), "box-dead", gone.baseUrl(), Announced.role("role-dead"));
        }
        gone.close();

        try (GatewayUnderTest next = start()) {
            String models = get(next.url(), "/v1/models").body();

            for (int n = 0; n < 50; n++) {
                assertThat(models).contains("{\"id\":\"role-" + n + "\",\"object\"");
            }
            assertThat(models).contains("{\"id\":\"role-dead\",\"reason\":\"box-dead: ");
        }
    }

    @Test
    void S4_a_disk_that_takes_nothing_stops_no_work_and_is_written_to_again_when_it_does() throws Exception {
        Path inTheWay = Files.createDirectories(folder.resolve("nodes.json.tmp/inner"));
        try (GatewayUnderTest gateway = start()) {
            URI url = gateway.url();
            register(url);
            await().until(() -> get(url, "/ready").body().contains("\"degraded\":[\"nodes.json cannot be written"));
            assertThat(get(url, "/ready").head().status()).isEqualTo(200);
            assertThat(chat(url).head().status()).isEqualTo(200);

            Files.delete(inTheWay);
            Files.delete(inTheWay.getParent());

            await().until(() -> !get(url, "/ready").body().contains("degraded"));
            assertThat(folder.resolve("nodes.json")).content().contains("gpu-box");
        }
    }

    private GatewayUnderTest start() {
        return GatewayUnderTest.keeping(folder, models());
    }

    private Path config() throws Exception {
        return Files.writeString(folder.resolve("models.yaml"), "version: 1\n" + models());
    }

    private String models() {
        return """
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                """.formatted(backend.baseUrl());
    }

    private void register(URI url) throws Exception {
        RawHttp.Answer answer = post(url, "/v1/nodes/register", """
                {"node_id": "gpu-box", "base_url": "%s", "roles": ["coder"]}
                """.formatted(backend.baseUrl()));
        assertThat(answer.head().status()).as(answer.body()).isEqualTo(200);
    }

    private static RawHttp.Answer chat(URI url) throws Exception {
        return post(url, "/v1/chat/completions", """
                {"model": "coder", "messages": [{"role": "user", "content": "hello"}]}
                """);
    }

    private static RawHttp.Answer post(URI url, String path, String body) throws Exception {
        try (RawHttp client = RawHttp.connect(url)) {
            return client.post(path, body).readAnswer(SOON);
        }
    }

    private static RawHttp.Answer get(URI url, String path) throws Exception {
        try (RawHttp client = RawHttp.connect(url)) {
            return client.get(path).readAnswer(SOON);
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(50));
    }
}
