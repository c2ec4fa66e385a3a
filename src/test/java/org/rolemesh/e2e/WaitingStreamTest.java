package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rolemesh.e2e.Explained.awaitWaiting;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.posts;
import static org.rolemesh.testing.Announced.role;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FakeNode;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.RawHttp.BodyEnd;
import org.rolemesh.testing.RawHttp.Event;

/** {@code keep_alive_s}: a stream that has not begun says by comments that it will, where the alias wants that. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitingStreamTest {
    private static final String COMMENTS = "keep_alive_s: 0.1\n";
    private static final String ONE_AT_ONCE = "max_in_flight: 1\nqueue: {length: 8, timeout_s: %s}\n";

    @RegisterExtension
    final Invariants world = new Invariants();

    private final Semaphore permits = new Semaphore(0);

    @Test
    void comments_come_while_it_waits_in_the_queue_and_then_the_answer() throws Exception {
        FaultBackend backend = held();
        GatewayUnderTest gateway = world.gateway(backend, "{}", COMMENTS + ONE_AT_ONCE.formatted("30"));
        RawHttp running = running(gateway, backend);
        RawHttp waiting = stream(gateway);

        assertCommentsUntil(waiting, 3);

        permits.release(2);
        assertWhole(waiting);
        assertThat(running.readAnswer(SOON).status()).isEqualTo(200);
    }

    @Test
    void comments_come_while_a_configured_backend_loads_and_then_the_answer() throws Exception {
        FaultBackend backend = world.backend().on("/health", Faults.loading503());
        GatewayUnderTest gateway = world.gateway("""
                probe: {interval_s: 0.1}
                models:
                  planner: {type: proxy, proxy_url: "%s", keep_alive_s: 0.1}
                """.formatted(backend.baseUrl()));
        RawHttp waiting = stream(gateway);

        List<Event> comments = assertCommentsUntil(waiting, 3);

        assertThat(comments).anyMatch(comment -> comment.block().contains("loading"));
        backend.on("/health", Answers.json(200, "{}"));
        assertWhole(waiting);
        assertThat(posts(backend)).hasSize(1);
    }

    @Test
    void comments_say_how_far_a_node_has_loaded() throws Exception {
        FaultBackend backend = world.backend();
        GatewayUnderTest gateway = world.gateway("""
                models:
                  planner: {type: discovered, keep_alive_s: 0.1}
                """);
        FakeNode node = FakeNode.register(
                gateway.url(),
                "box-1",
                backend.baseUrl(),
                role("planner").with("state", "loading").with("progress", 0.42));
        RawHttp waiting = stream(gateway);

        List<Event> comments = assertCommentsUntil(waiting, 3);

        assertThat(comments)
                .anySatisfy(comment ->
                        assertThat(comment.block()).contains("loading").containsPattern("42 ?%|0\\.42"));
        node.beat(role("planner").with("state", "ready"));
        assertWhole(waiting);
    }

    @Test
    void a_failure_after_the_first_comment_comes_inside_the_stream() throws Exception {
        FaultBackend backend = held();
        GatewayUnderTest gateway = world.gateway(backend, "{}", COMMENTS + ONE_AT_ONCE.formatted("0.5"));
        RawHttp running = running(gateway, backend);

        RawHttp waiting = stream(gateway);

        assertEndsWithError(waiting, "queue_timeout");
        permits.release();
        assertThat(running.readAnswer(SOON).status()).isEqualTo(200);
        assertThat(posts(backend)).hasSize(1);
    }

    @Test
    void a_load_that_takes_too_long_comes_inside_the_stream() throws Exception {
        FaultBackend backend = world.backend().on("/health", Faults.loading503());
        GatewayUnderTest gateway = world.gateway(backend, "{}", COMMENTS + "load_timeout_s: 0.5");

        assertEndsWithError(stream(gateway), "model_loading");
        assertThat(posts(backend)).isEmpty();
    }

    @Test
    void a_backends_own_error_comes_inside_the_stream() throws Exception {
        FaultBackend backend = world.backend(Answers.inTurn(
                Answers.held(permits, Answers.chat()), Answers.json(400, "{\"error\":{\"message\":\"too long\"}}")));
        GatewayUnderTest gateway = world.gateway(backend, "{}", COMMENTS + ONE_AT_ONCE.formatted("30"));
        RawHttp running = running(gateway, backend);
        RawHttp waiting = stream(gateway);
        assertCommentsUntil(waiting, 1);

        permits.release();

        List<Event> rest = rest(waiting);
        assertThat(rest).isNotEmpty().last().satisfies(event -> assertThat(event.data())
                .contains("\"error\":{", "too long"));
        assertThat(waiting.end()).isNotIn(BodyEnd.CLEAN, BodyEnd.OPEN);
        assertThat(running.readAnswer(SOON).status()).isEqualTo(200);
    }

    @Test
    void nothing_is_sent_where_the_alias_does_not_want_comments() throws Exception {
        FaultBackend backend = held();
        GatewayUnderTest gateway = world.gateway(backend, "{}", ONE_AT_ONCE.formatted("0.6"));
        RawHttp running = running(gateway, backend);
        RawHttp waiting = stream(gateway);
        awaitWaiting(gateway, "planner", 1);

        Answer answer = waiting.readAnswer(SOON);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("\"code\":\"queue_timeout\"");
        permits.release();
        assertThat(running.readAnswer(SOON).status()).isEqualTo(200);
    }

    @Test
    void one_that_is_not_streamed_gets_no_comments_and_its_own_status() throws Exception {
        FaultBackend backend = held();
        GatewayUnderTest gateway = world.gateway(backend, "{}", COMMENTS + ONE_AT_ONCE.formatted("1"));
        RawHttp running = running(gateway, backend);
        RawHttp waiting = world.connect(gateway).post(Chats.PATH, Chats.whole("planner"));

        assertThatThrownBy(() -> waiting.readHead(Duration.ofMillis(400))).isInstanceOf(SocketTimeoutException.class);

        assertThat(waiting.readAnswer(SOON).status()).isEqualTo(503);
        permits.release();
        assertThat(running.readAnswer(SOON).status()).isEqualTo(200);
    }

    @Test
    void a_refusal_at_once_still_has_its_own_status() throws Exception {
        FaultBackend backend = held();
        GatewayUnderTest gateway =
                world.gateway(backend, "{}", COMMENTS + "max_in_flight: 1\nqueue: {length: 0, timeout_s: 30}");
        RawHttp running = running(gateway, backend);

        assertThat(stream(gateway).readAnswer(SOON).status()).isEqualTo(429);

        permits.release();
        assertThat(running.readAnswer(SOON).status()).isEqualTo(200);
    }

    @Test
    void a_client_that_leaves_while_comments_come_gives_up_its_place() throws Exception {
        FaultBackend backend = held();
        GatewayUnderTest gateway = world.gateway(backend, "{}", COMMENTS + ONE_AT_ONCE.formatted("30"));
        RawHttp running = running(gateway, backend);
        RawHttp leaving = stream(gateway);
        assertCommentsUntil(leaving, 2);

        leaving.reset();

        awaitWaiting(gateway, "planner", 0);
        permits.release();
        assertThat(running.readAnswer(SOON).status()).isEqualTo(200);
        assertThat(posts(backend)).hasSize(1);
    }

    @Test
    void openai_s_own_client_passes_over_the_comments() throws Exception {
        FaultBackend backend = held();
        GatewayUnderTest gateway = world.gateway(backend, "{}", COMMENTS + ONE_AT_ONCE.formatted("30"));
        RawHttp running = running(gateway, backend);
        OpenAIClient client = OpenAiClients.of(gateway.url(), "test-client-key");
        try {
            CompletableFuture<List<ChatCompletionChunk>> chunks = CompletableFuture.supplyAsync(() -> read(client));
            awaitWaiting(gateway, "planner", 1);
            RawHttp beside = stream(gateway);
            assertCommentsUntil(beside, 4);

            permits.release(3);

            assertThat(chunks.get(10, TimeUnit.SECONDS)).hasSize(4).allSatisfy(ChatCompletionChunk::validate);
            assertWhole(beside);
        } finally {
            client.close();
        }
        assertThat(running.readAnswer(SOON).status()).isEqualTo(200);
    }

    private FaultBackend held() {
        return world.backend(Answers.held(permits, Answers.chat()));
    }

    private RawHttp running(GatewayUnderTest gateway, FaultBackend backend) throws Exception {
        RawHttp running = world.connect(gateway).post(Chats.PATH, Chats.whole("planner"));
        backend.awaitOpen(1, SOON);
        return running;
    }

    private RawHttp stream(GatewayUnderTest gateway) throws Exception {
        return world.connect(gateway).post(Chats.PATH, Chats.stream("planner"));
    }

    /** Reads the head of an event stream and this many comments, and nothing else. */
    private static List<Event> assertCommentsUntil(RawHttp client, int comments) throws Exception {
        RawHttp.Head head = client.readHead(SOON);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.first("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        assertThat(head.first("Cache-Control")).contains("no-cache");
        List<Event> seen = new ArrayList<>();
        while (seen.size() < comments) {
            seen.add(client.nextEvent(SOON).orElseThrow());
        }
        assertThat(seen).allSatisfy(WaitingStreamTest::isComment);
        return seen;
    }

    private static void isComment(Event event) {
        assertThat(event.block().lines()).allMatch(line -> line.startsWith(":"));
    }

    /** Comments to the end of the wait, then three contents, the stop and [DONE]. */
    private static void assertWhole(RawHttp client) throws Exception {
        List<Event> data =
                rest(client).stream().filter(event -> !event.data().isEmpty()).toList();
        assertThat(data).hasSize(5).last().matches(Event::isDone);
        assertThat(client.end()).isEqualTo(BodyEnd.CLEAN);
    }

    private static void assertEndsWithError(RawHttp client, String code) throws Exception {
        assertCommentsUntil(client, 1);
        List<Event> rest = rest(client);
        Event last = rest.get(rest.size() - 1);
        assertThat(last.data()).startsWith("{\"error\":{").contains("\"code\":\"" + code + "\"");
        assertThat(rest.subList(0, rest.size() - 1)).allSatisfy(WaitingStreamTest::isComment);
        assertThat(client.end()).isNotIn(BodyEnd.CLEAN, BodyEnd.OPEN);
    }

    private static List<Event> rest(RawHttp client) throws Exception {
        List<Event> events = new ArrayList<>();
        for (var next = client.nextEvent(SOON); next.isPresent(); next = client.nextEvent(SOON)) {
            events.add(next.get());
        }
        return events;
    }

    private static List<ChatCompletionChunk> read(OpenAIClient client) {
        try (StreamResponse<ChatCompletionChunk> events =
                client.chat().completions().createStreaming(OpenAiClients.chat("planner"))) {
            return events.stream().toList();
        }
    }
}
