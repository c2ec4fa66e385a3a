package org.rolemesh.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.process.ChildProcess;
import org.rolemesh.process.LaunchOrder;
import org.rolemesh.process.Launcher;
import org.rolemesh.process.ProcessMark;

@EnabledOnOs(OS.LINUX)
class FakeLlamaTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String KEY = "test-launch-key";
    private static final String STREAM =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"stream\":true,\"max_tokens\":3}";

    @TempDir
    Path folder;

    private int port;
    private ChildProcess child;

    @AfterEach
    void leave_nothing_behind() throws Exception {
        child.end(Duration.ZERO).get(15, TimeUnit.SECONDS);
        assertThat(FakeLlama.starts(folder)).allMatch(pid -> ProcessMark.of(pid).isEmpty());
        assertThat(FakeLlama.grandchildren(folder))
                .allMatch(pid -> ProcessMark.of(pid).isEmpty());
    }

    @Test
    void says_that_it_loads_and_then_answers_whoever_has_the_key() throws Exception {
        start(Map.of("hang", "true"));
        awaitHealth(503);
        assertThat(get("/props").body()).contains("\"message\":\"Loading model\"");

        FakeLlama.script(folder, Map.of());
        awaitHealth(200);

        assertThat(get("/props").status()).isEqualTo(401);
        assertThat(get("/props", "Authorization: Bearer another-key").status()).isEqualTo(401);
        assertThat(getWithKey("/props").body()).contains("\"total_slots\":2", "\"n_ctx\":1024");
        assertThat(getWithKey("/v1/models").body()).contains("\"id\":\"planner\"");
        assertThat(FakeLlama.starts(folder)).containsExactly(child.mark().pid());
    }

    @Test
    void chats_and_counts_its_tokens() throws Exception {
        start(Map.of());
        awaitHealth(200);

        RawHttp.Answer stream = chat(STREAM);
        RawHttp.Answer whole = chat(STREAM.replace("true", "false"));

        assertThat(stream.body())
                .contains("\"content\":\" word\"", "\"timings\":{")
                .endsWith("data: [DONE]\n\n");
        assertThat(whole.body()).contains("\"completion_tokens\":3", "\"timings\":{");
        awaitMetric("requests_processing 0"); // it lets go of its slot just after the last byte
        awaitMetric("n_decode_total 6");
        assertThat(getWithKey("/slots").body()).doesNotContain("\"is_processing\":true");
    }

    @Test
    void a_wedged_one_takes_a_chat_and_makes_no_token() throws Exception {
        start(Map.of("wedge", "true"));
        awaitHealth(200);
        try (RawHttp http = RawHttp.connect(url())) {
            http.post("/v1/chat/completions", STREAM, "Authorization: Bearer " + KEY);
            awaitMetric("requests_processing 1");

            assertThat(getWithKey("/metrics").body()).contains("\nllamacpp:n_decode_total 0\n");
            assertThat(get("/health").status()).isEqualTo(200);

            FakeLlama.script(folder, Map.of());
            assertThat(http.readAnswer(SOON).body()).endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void each_chat_may_fail() throws Exception {
        start(Map.of("fail_chat", "true"));
        awaitHealth(200);

        assertThat(chat(STREAM).status()).isEqualTo(500);
        assertThat(get("/health").status()).isEqualTo(200);
    }

    @Test
    void crashes_at_its_start_as_often_as_told() throws Exception {
        Map<String, String> behaviour = Map.of("exit_code", "42", "message", "it can't", "crash_starts", "1");
        start(behaviour);
        assertThat(child.exited().get(15, TimeUnit.SECONDS).words()).isEqualTo("exit code 42");
        assertThat(Files.readString(log())).contains("it can't");

        start(behaviour);
        awaitHealth(200);

        assertThat(FakeLlama.starts(folder)).hasSize(2);
    }

    @Test
    void crashes_after_a_while() throws Exception {
        start(Map.of("crash_after_ms", "1", "message", "out of memory"));

        assertThat(child.exited().get(15, TimeUnit.SECONDS).words()).isEqualTo("exit code 1");
        assertThat(Files.readString(log())).contains("out of memory");
    }

    @Test
    void ends_where_its_port_is_refused() throws Exception {
        start(Map.of("refuse_port", "true"));

        assertThat(child.exited().get(15, TimeUnit.SECONDS).words()).isEqualTo("exit code 1");
        assertThat(Files.readString(log())).contains("couldn't bind HTTP server socket");
    }

    @Test
    void floods_its_log_and_answers_all_the_same() throws Exception {
        start(Map.of("flood", "true"));
        awaitHealth(200);

        Awaitility.await().atMost(SOON).until(() -> Files.size(log()) > 100_000);
    }

    @Test
    void ends_well_when_it_is_asked_to() throws Exception {
        start(Map.of());
        awaitHealth(200);

        assertThat(child.end(SOON).get(20, TimeUnit.SECONDS).words()).isEqualTo("exit code 0");
    }

    @Test
    void neither_it_nor_its_grandchild_heeds_sigterm() throws Exception {
        start(Map.of("ignore_term", "true", "grandchild", "true"));
        awaitHealth(200);
        ProcessMark grandchild =
                ProcessMark.of(FakeLlama.grandchildren(folder).get(0)).orElseThrow();

        assertThat(child.end(Duration.ofMillis(300)).get(15, TimeUnit.SECONDS).words())
                .isEqualTo("killed by SIGKILL");
        assertThat(grandchild.isAlive()).isFalse();
    }

    private void start(Map<String, String> behaviour) throws IOException {
        Path script = FakeLlama.script(folder, behaviour);
        Path key = Files.writeString(folder.resolve("key"), KEY + "\n");
        port = freePort();
        List<String> command = List.of(
                script.toString(),
                "--host",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--metrics",
                "--api-key-file",
                key.toString(),
                "--model",
                "planner.gguf",
                "--alias",
                "planner",
                "--ctx-size",
                "2048",
                "--parallel",
                "2");
        child = new Launcher().start(new LaunchOrder(command, Map.of(), log()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path log() {
        return folder.resolve("llama.log");
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    private void awaitHealth(int status) {
        Awaitility.await("health " + status)
                .atMost(SOON)
                .ignoreException(UncheckedIOException.class)
                .until(() -> get("/health").status() == status);
    }

    private void awaitMetric(String line) {
        Awaitility.await(line)
                .atMost(SOON)
                .until(() -> getWithKey("/metrics").body().contains("\nllamacpp:" + line + "\n"));
    }

    private RawHttp.Answer chat(String body) throws IOException {
        try (RawHttp http = RawHttp.connect(url())) {
            return http.post("/v1/chat/completions", body, "Authorization: Bearer " + KEY)
                    .readAnswer(SOON);
        }
    }

    private RawHttp.Answer getWithKey(String path) {
        return get(path, "Authorization: Bearer " + KEY);
    }

    private RawHttp.Answer get(String path, String... headers) {
        try (RawHttp http = RawHttp.connect(url())) {
            return http.get(path, headers).readAnswer(SOON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
