package org.rolemesh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.ChildJvm;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.ReceivedRequest;
import org.rolemesh.testing.Streams;

/** The program in a terminal and out of one: chats, Ctrl-C, colours, keys from the environment. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChatCommandTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FIGURES =
            "\\[first token \\d+ ms, \\d+\\.\\d tokens/s, \\d+ tokens, by planner%s\\]\\s*";

    @TempDir
    private static Path folder;

    private static FaultBackend backend;
    private static GatewayUnderTest gateway;

    @BeforeAll
    static void start() {
        backend = FaultBackend.start();
        gateway = GatewayUnderTest.start("""
                auth: {client_api_keys: [test-client-key], node_api_keys: [test-node-key], admin_api_keys: [test-admin-key]}
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                """.formatted(backend.baseUrl()));
        Awaitility.await("ready").atMost(SOON).until(() -> {
            try (RawHttp http = RawHttp.connect(gateway.url())) {
                return http.get("/ready").readAnswer(SOON).status() == 200;
            }
        });
    }

    @AfterAll
    static void stop() {
        gateway.close();
        backend.close();
    }

    @BeforeEach
    void answer_as_usual() {
        backend.behave(Streams.stream(5, Duration.ofMillis(5)));
    }

    @Test
    void an_answer_is_on_stdout_and_how_fast_it_came_on_stderr_and_neither_camel_nor_vertx_is_started_for_it()
            throws Exception {
        Path classes = folder.resolve("classes");
        // Without an archive, of which Java 25 loads all at once.
        ProcessBuilder program = atTheGateway(ChildJvm.asShipped(
                List.of("-Xlog:class+load:file=" + classes),
                RoleMesh.class,
                "chat",
                "planner",
                "Move",
                "house",
                "--system",
                "Be brief."));
        Ended chat = end(program, "");

        assertThat(Files.readAllLines(classes))
                .isNotEmpty()
                .noneMatch(
                        line -> line.matches(".* (org\\.apache\\.(camel|logging)|io\\.(vertx|netty|micrometer))\\..*"));
        assertThat(chat.status).as(chat.err).isZero();
        assertThat(chat.out).isNotBlank().doesNotContain("first token", "\u001B");
        assertThat(chat.err).matches(FIGURES.formatted(""));
        JsonNode body = lastChat();
        assertThat(body.path("messages").findValuesAsText("content")).containsExactly("Be brief.", "Move house");
    }

    @Test
    void a_prompt_may_come_from_a_pipe_and_the_answer_go_to_a_program() throws Exception {
        Ended chat = end(start("chat", "planner", "--json"), "Two\nlines");

        JsonNode answer = JSON.readTree(chat.out);
        assertThat(chat.status).as(chat.err).isZero();
        assertThat(answer.path("content").asText()).isNotBlank();
        assertThat(answer.path("first_token_ms").asDouble()).isPositive();
        assertThat(answer.path("upstream").asText()).isEqualTo("planner");
        assertThat(lastChat().at("/messages/0/content").asText()).isEqualTo("Two\nlines");
    }

    @Test
    void an_interrupt_stops_the_backend_too() throws Exception {
        backend.behave(Streams.hangsAfter(2));
        int aborted = backend.counts().aborted();
        Process chat = start("chat", "planner", "hello").start();
        assertThat(chat.getInputStream().read()).isNotNegative();

        new ProcessBuilder("kill", "-s", "INT", Long.toString(chat.pid()))
                .start()
                .waitFor();

        assertThat(chat.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(chat.exitValue()).isEqualTo(ExitCodes.INTERRUPTED);
        assertThat(new String(chat.getErrorStream().readAllBytes(), UTF_8)).matches(FIGURES.formatted(", stopped"));
        backend.awaitAborted(aborted + 1, SOON);
    }

    @Test
    void in_a_terminal_one_line_follows_the_other_and_ctrl_c_stops_an_answer_only() throws Exception {
        backend.behave(Streams.hangsAfter(2));
        int chats = chats().size();
        int aborted = backend.counts().aborted();
        Process terminal = inTerminal("chat", "planner").start();
        try (OutputStream keys = terminal.getOutputStream()) {
            type(keys, "hello\n");
            awaitChats(chats + 1);
            backend.behave(Streams.stream(2, Duration.ofMillis(1)));

            type(keys, "\u0003");
            backend.awaitAborted(aborted + 1, SOON);
            type(keys, "again\n");
            awaitChats(chats + 2);
            type(keys, "\u0004");
            terminal.getInputStream().transferTo(OutputStream.nullOutputStream());
        }

        assertThat(terminal.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(terminal.exitValue()).isZero();
        assertThat(lastChat().path("messages").findValuesAsText("role")).containsExactly("user", "assistant", "user");
    }

    @Test
    void a_key_that_is_refused_has_a_status_of_its_own() throws Exception {
        ProcessBuilder stranger = start("models", "--key-env", "OTHER_KEY");
        stranger.environment().put("OTHER_KEY", "test-wrong-key");
        Ended refused = end(stranger, "");

        assertThat(refused.status).isEqualTo(ExitCodes.KEY_REFUSED);
        assertThat(refused.err).contains("No valid API key", "--key-env").doesNotContain("test-wrong-key");
    }

    @Test
    void a_terminal_has_colours_unless_they_are_unwanted() throws Exception {
        ProcessBuilder plain = inTerminal("status");
        plain.environment().put("NO_COLOR", "1");

        assertThat(end(inTerminal("status"), "").out).contains("\u001B[32mready", "No host has registered.");
        assertThat(end(plain, "").out).contains(" is ready").doesNotContain("\u001B");
    }

    private record Ended(int status, String out, String err) {}

    private static ProcessBuilder start(String... arguments) {
        ProcessBuilder program = atTheGateway(ChildJvm.brief(RoleMesh.class, arguments));
        // Whatever runs the tests in the background ignores it, and so would all that they start.
        program.command().addAll(0, List.of("env", "--default-signal=INT"));
        return program;
    }

    private static ProcessBuilder atTheGateway(ProcessBuilder program) {
        program.environment()
                .putAll(Map.of(
                        "ROLE_MESH_URL", gateway.url().toString(),
                        "ROLE_MESH_KEY", "test-client-key",
                        "ROLE_MESH_ADMIN_KEY", "test-admin-key"));
        program.environment().remove("NO_COLOR");
        return program;
    }

    /** The same with a terminal of its own, which script(1) makes. */
    private static ProcessBuilder inTerminal(String... arguments) {
        ProcessBuilder program = start(arguments);
        String command = String.join(" ", program.command());
        program.environment().put("SHELL", "/bin/sh");
        return program.command("script", "-q", "-e", "-c", "exec " + command, "/dev/null");
    }

    private static Ended end(ProcessBuilder program, String input) throws Exception {
        Process process = program.start();
        type(process.getOutputStream(), input);
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), out, err);
    }

    private static void type(OutputStream keys, String text) throws IOException {
        keys.write(text.getBytes(UTF_8));
        keys.flush();
    }

    /** Probes left out. */
    private static List<ReceivedRequest> chats() {
        return backend.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .toList();
    }

    private static JsonNode lastChat() throws IOException {
        List<ReceivedRequest> chats = chats();
        return JSON.readTree(chats.get(chats.size() - 1).body());
    }

    private static void awaitChats(int count) {
        Awaitility.await("a chat").atMost(SOON).until(() -> chats().size() == count);
    }
}
