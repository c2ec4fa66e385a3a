package org.rolemesh.runtimes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.Ending;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.RawHttp.BodyEnd;
import org.rolemesh.testing.RawHttp.Event;
import org.rolemesh.testing.RawHttp.Head;
import org.rolemesh.testing.Streams;

/**
 * What a client may rely on wherever the routes run: chat, streams, cancel and errors. A runtime is one subclass, which
 * starts it with the repository's route files and a config.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class EveryRuntime {
    /** The routes, relative to the root of the repository. */
    protected static final List<String> ROUTE_FOLDERS = List.of("gateway", "nodes", "availability", "topology");

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String PATH = "/v1/chat/completions";
    private static final String KEY = "Authorization: Bearer test-client-key";
    private static final int MANY = 16;

    private final List<RawHttp> clients = new ArrayList<>();
    private FaultBackend backend;
    private URI url;

    /** Starts the runtime and gives its address. */
    protected abstract URI start(Path config) throws Exception;

    protected abstract void stop() throws Exception;

    @BeforeAll
    void startRuntime(@TempDir Path folder) throws Exception {
        backend = FaultBackend.start();
        url = start(Files.writeString(folder.resolve("models.yaml"), """
                version: 1
                default_model: planner
                probe: {interval_s: 60}
                limits: {max_body_bytes: 100000, drain_s: 2}
                auth:
                  client_api_keys: [test-client-key]
                  node_api_keys: [test-node-key]
                  admin_api_keys: [test-admin-key]
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                  gone: {type: proxy, proxy_url: "http://127.0.0.1:1"}
                """.formatted(backend.baseUrl())));
    }

    @AfterAll
    void stopRuntime() throws Exception {
        stop();
        backend.close();
    }

    @BeforeEach
    void behave() {
        backend.behave(Answers.chat());
    }

    @AfterEach
    void leaveNothingOpen() throws IOException {
        for (RawHttp client : clients) {
            client.close();
        }
        clients.clear();
        backend.awaitOpen(0, SOON);
    }

    @Test
    void a_chat_is_answered_by_the_role_s_backend() throws Exception {
        Answer answer = ask(chat("planner", false), "X-Request-Id: my.id-1");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.end()).isEqualTo(BodyEnd.CLEAN);
        assertThat(answer.body()).contains("chat.completion");
        assertThat(answer.head().first("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(answer.head().all("X-RoleMesh-Alias")).containsExactly("planner");
        assertThat(answer.head().all("X-RoleMesh-Attempts")).containsExactly("1");
        assertThat(backend.lastRequest().header("X-Request-Id")).contains("my.id-1");
    }

    @Test
    void an_event_reaches_the_client_while_the_backend_holds_back_the_next() throws Exception {
        Semaphore next = new Semaphore(0);
        backend.behave(Streams.gated(3, next));
        RawHttp client = connect().post(PATH, chat("planner", true), KEY);

        Head head = client.readHead(SOON);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.first("Content-Type").orElseThrow()).startsWith("text/event-stream");
        assertThat(head.all("X-Accel-Buffering")).containsExactly("no");
        assertThat(event(client).data()).contains("#0 ");
        next.release();
        assertThat(event(client).data()).contains("#1 ");
        assertThat(backend.counts().open()).isEqualTo(1);
        next.release();
        assertThat(rest(client)).last().matches(Event::isDone);
        assertThat(client.end()).isEqualTo(BodyEnd.CLEAN);
    }

    @Test
    void many_streams_run_side_by_side() throws Exception {
        Semaphore next = new Semaphore(0);
        backend.behave(Streams.gated(2, next));
        List<RawHttp> streams = new ArrayList<>();
        for (int n = 0; n < MANY; n++) {
            streams.add(connect().post(PATH, chat("planner", true), KEY));
        }

        for (RawHttp stream : streams) {
            assertThat(stream.readHead(SOON).status()).isEqualTo(200);
            assertThat(event(stream).data()).contains("#0 ");
        }
        next.release(MANY);
        for (RawHttp stream : streams) {
            assertThat(rest(stream)).last().matches(Event::isDone);
        }
    }

    @Test
    void a_client_that_leaves_a_stream_is_felt_at_the_backend() throws Exception {
        int before = backend.counts().aborted();
        backend.behave(Streams.keepsAliveAfter(2, Duration.ofMillis(20)));
        RawHttp client = connect().post(PATH, chat("planner", true), KEY);
        client.readHead(SOON);
        event(client);

        client.close();

        backend.awaitAborted(before + 1, SOON);
    }

    @RepeatedTest(100)
    void a_stream_that_breaks_off_ends_with_an_error_event() throws Exception {
        backend.behave(Streams.diesAfter(2, Ending.RESET));
        RawHttp client = connect().post(PATH, chat("planner", true), KEY);
        client.readHead(SOON);

        assertThat(rest(client)).noneMatch(Event::isDone).last().satisfies(last -> assertThat(last.data())
                .contains("\"error\"", "upstream_closed"));
    }

    @ParameterizedTest
    @CsvSource({
        "404, model_not_found, {\"model\":\"nobody\"#\"messages\":[{\"role\":\"user\"#\"content\":\"x\"}]}",
        "400, invalid_json, {",
        "400, missing_required_parameter, {\"model\":\"planner\"}",
        "400, duplicate_key, {\"model\":\"planner\"#\"model\":\"gone\"#\"messages\":[]}",
    })
    void what_cannot_be_answered_is_refused_with_the_error_object(int status, String code, String body)
            throws Exception {
        assertRefused(ask(body.replace('#', ',')), status, code);
    }

    @Test
    void a_body_that_is_not_utf8_is_refused() throws Exception {
        byte[] start = "{\"model\":\"planner\",\"messages\":[{\"role\":\"user\",\"content\":\""
                .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(start);
        body.write(0xC0);
        body.write(0xAF);
        body.writeBytes("\"}]}".getBytes(StandardCharsets.UTF_8));
        RawHttp client = connect();
        client.send("POST " + PATH + " HTTP/1.1\r\nHost: gateway\r\n" + KEY
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.size() + "\r\n\r\n");
        client.send(body.toByteArray());

        assertRefused(client.readAnswer(SOON), 400, "invalid_utf8");
    }

    @Test
    void a_body_that_is_too_large_is_refused() throws Exception {
        String large = chat("planner", false).replace("hello", "x".repeat(110_000));

        assertRefused(ask(large), 413, "body_too_large");
    }

    @Test
    void without_a_key_nothing_is_answered() throws Exception {
        Answer answer = connect().post(PATH, chat("planner", false)).readAnswer(SOON);

        assertRefused(answer, 401, "invalid_api_key");
    }

    @Test
    void a_role_that_nobody_can_answer_for_is_unavailable() throws Exception {
        Answer answer = ask(chat("gone", false));

        assertRefused(answer, 503, "role_unavailable");
        assertThat(answer.head().all("Retry-After")).hasSize(1);
    }

    @Test
    void a_backend_that_fails_is_told_as_its_failure() throws Exception {
        backend.behave(Faults.invalidJson200());

        assertRefused(ask(chat("planner", false)), 502, "upstream_bad_answer");
    }

    @Test
    void nothing_that_a_client_sent_comes_back() throws Exception {
        Answer answer = ask(chat("planner", false), "X-Secret: canary", "CamelHttpUri: http://127.0.0.1:1/");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head().headers())
                .noneMatch(header -> header.getValue().contains("canary")
                        || header.getValue().contains("test-client-key")
                        || header.getKey().startsWith("Camel"));
    }

    @Test
    void pages_of_other_sites_may_not_administer() throws Exception {
        Answer answer = connect()
                .post("/v1/admin/reload", "", "Authorization: Bearer test-admin-key", "Origin: http://evil.example")
                .readAnswer(SOON);

        assertRefused(answer, 403, "forbidden");
    }

    @Test
    void roles_health_and_readiness_can_be_asked() throws Exception {
        assertThat(get("/v1/models").body()).contains("\"id\":\"planner\"");
        assertThat(get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(get("/ready").status()).isEqualTo(200);
        assertThat(get("/ready?roles=planner,gone").status()).isEqualTo(503);
    }

    @Test
    void a_request_is_counted() throws Exception {
        ask(chat("planner", false));

        awaitBody("/metrics", Pattern.compile("rolemesh_requests_total\\{[^}]*alias=\"planner\"[^}]*} [1-9]"));
    }

    /** A request is counted when its answer is over, which its client may know a moment before. */
    protected void awaitBody(String path, Pattern expected) throws Exception {
        String body = get(path).body();
        for (long end = System.nanoTime() + SOON.toNanos();
                !expected.matcher(body).find() && System.nanoTime() < end;
                body = get(path).body()) {
            Thread.onSpinWait();
        }
        assertThat(body).containsPattern(expected);
    }

    /** What this path answers to a client with a key. */
    protected Answer get(String path) throws Exception {
        return connect().get(path, KEY).readAnswer(SOON);
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.head().first("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(answer.body()).contains("\"error\":", "\"code\":\"" + code + "\"");
    }

    private static String chat(String role, boolean stream) {
        return "{\"model\":\"" + role + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    }

    private Answer ask(String body, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add(KEY);
        return connect().post(PATH, body, all.toArray(String[]::new)).readAnswer(SOON);
    }

    private RawHttp connect() throws IOException {
        RawHttp client = RawHttp.connect(url);
        clients.add(client);
        return client;
    }

    private static Event event(RawHttp client) throws IOException {
        return client.nextEvent(SOON).orElseThrow();
    }

    private static List<Event> rest(RawHttp client) throws IOException {
        List<Event> events = new ArrayList<>();
        for (Optional<Event> next = client.nextEvent(SOON); next.isPresent(); next = client.nextEvent(SOON)) {
            if (!next.get().data().isEmpty()) {
                events.add(next.get());
            }
        }
        return events;
    }
}
