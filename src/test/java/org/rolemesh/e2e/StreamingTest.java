package org.rolemesh.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.Behaviour;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.RawHttp.BodyEnd;
import org.rolemesh.testing.RawHttp.Event;
import org.rolemesh.testing.RawHttp.Head;
import org.rolemesh.testing.RawHttp.Piece;
import org.rolemesh.testing.Streams;

/** What a client of a stream sees, and when. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamingTest {
    /** With a user: the fake backend takes it for the id of its answer, which then is the same twice. */
    private static final String NAMED_STREAM = Chats.stream("planner").replace("}]}", "}],\"user\":\"ada\"}");

    private static final String LLAMA_CPP_EVENTS = """
            : a comment

            data: {"choices":[{"delta":{"reasoning_content":"so, caf\u00e9"}}]}

            :

            data: {"choices":[{"delta":{"content":"x"}}],"timings":{"cache_n":1,"prompt_n":2,"predicted_per_second":9.5}}

            data: [DONE]

            """;

    @RegisterExtension
    final Invariants world = new Invariants();

    private FaultBackend backend;
    private GatewayUnderTest gateway;

    @BeforeAll
    void start() {
        backend = world.backend();
        gateway = world.gateway(backend);
    }

    @Test
    void an_event_reaches_the_client_while_the_backend_holds_back_the_next() throws Exception {
        Semaphore permits = new Semaphore(0);
        backend.behave(Streams.gated(3, permits));
        RawHttp client = ask(Chats.stream("planner"));

        assertThat(client.readHead(SOON).status()).isEqualTo(200);
        assertThat(event(client).data()).contains("#0 ");
        permits.release();
        assertThat(event(client).data()).contains("#1 ");
        assertThat(backend.counts().open()).isEqualTo(1);
        permits.release();
        assertThat(rest(client)).hasSize(3).last().matches(Event::isDone);
        assertThat(client.end()).isEqualTo(BodyEnd.CLEAN);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64, 5000})
    void however_the_network_cuts_a_stream_its_events_arrive_whole_and_unchanged(int size) throws Exception {
        backend.behave(Streams.splitEvents(size));
        List<String> direct = pieces(backend.baseUrl());
        List<String> through = pieces(gateway.url());

        assertThat(through).allMatch(piece -> piece.endsWith("\n\n"));
        assertThat(String.join("", through)).isEqualTo(String.join("", direct));
    }

    @Test
    void a_client_without_chunks_gets_the_same_events_up_to_the_close() throws Exception {
        backend.behave(Streams.splitEvents(5000));
        List<String> direct = pieces(backend.baseUrl());
        RawHttp client = world.connect(gateway)
                .send("POST /v1/chat/completions HTTP/1.0\r\nHost: gateway\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + NAMED_STREAM.length() + "\r\n\r\n" + NAMED_STREAM);

        assertThat(client.readAnswer(SOON).body()).isEqualTo(String.join("", direct));
    }

    @Test
    void comments_and_fields_of_llama_cpp_pass_through() throws Exception {
        backend.behave(stream(LLAMA_CPP_EVENTS));

        Answer answer = ask(Chats.stream("planner")).readAnswer(SOON);

        assertThat(answer.body()).isEqualTo(LLAMA_CPP_EVENTS);
        assertThat(answer.end()).isEqualTo(BodyEnd.CLEAN);
    }

    @Test
    void a_stream_says_that_it_is_one_and_who_answers() throws Exception {
        backend.behave(Answers.chat());
        RawHttp client = ask(Chats.stream("planner"), "X-Request-Id: my.id-1");
        Head head = client.readHead(SOON);
        rest(client);

        assertThat(head.first("Content-Type").orElseThrow()).startsWith("text/event-stream");
        assertThat(head.all("Cache-Control")).containsExactly("no-cache");
        assertThat(head.all("X-Accel-Buffering")).containsExactly("no");
        assertThat(head.all("X-Request-Id")).containsExactly("my.id-1");
        assertThat(head.all("X-RoleMesh-Alias")).containsExactly("planner");
        assertThat(head.all("X-RoleMesh-Upstream")).containsExactly("planner");
        assertThat(head.all("X-RoleMesh-Attempts")).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void U13_only_known_headers_of_a_backend_reach_the_client(boolean stream) throws Exception {
        String body = stream ? "data: [DONE]\n\n" : "{\"ok\":true}";
        backend.behave(x -> x.answer(
                200,
                body,
                "Content-Type",
                stream ? "text/event-stream" : "application/json",
                "Set-Cookie",
                "session=1",
                "Access-Control-Allow-Origin",
                "*",
                "Server",
                "llama.cpp",
                "Keep-Alive",
                "timeout=5",
                "Connection",
                "X-Hop",
                "X-Hop",
                "1",
                "X-RoleMesh-Alias",
                "forged",
                "openai-processing-ms",
                "12"));

        Head head = ask(Chats.of("planner", stream)).readAnswer(SOON).head();

        for (String dropped : List.of("Set-Cookie", "Access-Control-Allow-Origin", "Server", "Keep-Alive", "X-Hop")) {
            assertThat(head.all(dropped)).isEmpty();
        }
        assertThat(head.all("X-RoleMesh-Alias")).containsExactly("planner");
        assertThat(head.all("openai-processing-ms")).containsExactly("12");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_tokens_that_an_answer_tells_are_in_the_access_line(boolean stream) throws Exception {
        backend.behave(Answers.chat());
        String id = "tokens-" + stream;
        String body = Chats.of("planner", stream).replace("}]}", "}],\"stream_options\":{\"include_usage\":true}}");

        Answer answer = ask(body, "X-Request-Id: " + id).readAnswer(SOON);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(world.log().accessLine(id))
                .contains(" status=200 ", " alias=planner ", " upstream=planner ")
                .contains(" bytes=" + answer.body().length() + " ", " first_byte_ms=", " total_ms=")
                .contains(" prompt_tokens=7 ", " completion_tokens=3");
    }

    @Test
    void one_connection_serves_many_requests() throws Exception {
        backend.behave(Answers.chat());
        RawHttp client = world.connect(gateway);
        for (int round = 0; round < 3; round++) {
            assertThat(client.post(Chats.PATH, Chats.stream("planner"))
                            .readAnswer(SOON)
                            .body())
                    .endsWith("data: [DONE]\n\n");
            assertThat(client.post(Chats.PATH, Chats.whole("planner"))
                            .readAnswer(SOON)
                            .body())
                    .contains("Hello from planner");
            assertThat(client.get("/v1/models").readAnswer(SOON).status()).isEqualTo(200);
            assertThat(client.get("/nowhere").readAnswer(SOON).status()).isEqualTo(404);
        }
    }

    @Test
    void an_answer_to_head_has_no_body_and_the_connection_goes_on() throws Exception {
        RawHttp client = world.connect(gateway);

        client.send("HEAD /health HTTP/1.1\r\nHost: gateway\r\n\r\n");
        assertThat(client.readHead(SOON).status()).isEqualTo(200);
        assertThat(client.get("/health").readAnswer(SOON).body()).isEqualTo("{\"status\":\"ok\"}");
    }

    private static Behaviour stream(String events) {
        return x -> {
            Streams.head(x);
            x.chunk(events);
            x.lastChunk();
        };
    }

    private RawHttp ask(String body, String... headers) throws Exception {
        return world.connect(gateway).post(Chats.PATH, body, headers);
    }

    private List<String> pieces(URI url) throws Exception {
        RawHttp client = world.connect(url).post(Chats.PATH, NAMED_STREAM);
        client.readHead(SOON);
        List<String> pieces = new ArrayList<>();
        for (Optional<Piece> next = client.nextPiece(SOON); next.isPresent(); next = client.nextPiece(SOON)) {
            pieces.add(new String(next.get().bytes(), ISO_8859_1));
        }
        assertThat(client.end()).isEqualTo(BodyEnd.CLEAN);
        return pieces;
    }

    private static Event event(RawHttp client) throws Exception {
        return client.nextEvent(SOON).orElseThrow();
    }

    private static List<Event> rest(RawHttp client) throws Exception {
        List<Event> events = new ArrayList<>();
        for (Optional<Event> next = client.nextEvent(SOON); next.isPresent(); next = client.nextEvent(SOON)) {
            events.add(next.get());
        }
        return events;
    }
}
