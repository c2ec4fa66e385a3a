package org.rolemesh.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.RawHttp.BodyEnd;

class FaultBackendTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String CHAT = "/v1/chat/completions";

    private final FaultBackend backend = FaultBackend.start();

    @AfterEach
    void leave_nothing_open() {
        backend.close();
        assertThat(backend.counts().open()).isZero();
        assertThat(backend.counts().connections()).isZero();
    }

    @Test
    void a_chat_is_answered_with_the_model_it_asked_for() throws IOException {
        try (RawHttp client = RawHttp.connect(backend.baseUrl())) {
            Answer answer = client.post(CHAT, "{\"model\":\"planner\"}").readAnswer(SOON);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).contains("\"model\":\"planner\"", "\"usage\":", "Hello from planner");
            assertThat(answer.end()).isEqualTo(BodyEnd.CLEAN);
        }
    }

    @Test
    void usage_is_streamed_only_where_it_is_asked_for() throws IOException {
        try (RawHttp client = RawHttp.connect(backend.baseUrl())) {
            String without =
                    client.post(CHAT, "{\"stream\": true}").readAnswer(SOON).body();
            String with = client.post(CHAT, "{\"stream\":true,\"stream_options\":{\"include_usage\":true}}")
                    .readAnswer(SOON)
                    .body();

            assertThat(without).doesNotContain("usage").endsWith("data: [DONE]\n\n");
            assertThat(with).contains("\"choices\":[],\"usage\"").endsWith("data: [DONE]\n\n");
        }
        backend.awaitDone(2, SOON);
        assertThat(backend.counts().accepted()).as("keep-alive").isEqualTo(1);
    }

    @Test
    void a_request_is_kept_as_it_was_sent() throws IOException {
        String head =
                "POST /v1/chat/completions?x=1 HTTP/1.1\r\nHost: a\r\nx-ODD:  Value \r\nContent-Length: 5\r\n\r\n";
        try (RawHttp client = RawHttp.connect(backend.baseUrl())) {
            client.send(head + "h\u00e9llo").readAnswer(SOON);
        }

        ReceivedRequest request = backend.lastRequest();
        assertThat(request.headText()).isEqualTo(head);
        assertThat(request.body()).isEqualTo(new byte[] {'h', (byte) 0xc3, (byte) 0xa9, 'l', 'l'});
        assertThat(request.path()).isEqualTo(CHAT);
        assertThat(request.header("X-Odd")).contains("Value");
    }

    @Test
    void a_chunked_body_is_put_together_however_it_is_cut() throws IOException {
        String head = "POST /v1/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        String request = head + "3;ext=1\r\n{\"a\r\n4\r\n\":1}\r\n0\r\nTrailer: 1\r\n\r\n";
        try (RawHttp client = RawHttp.connect(backend.baseUrl())) {
            for (byte one : request.getBytes(UTF_8)) {
                client.send(new byte[] {one});
            }
            assertThat(client.readAnswer(SOON).status()).isEqualTo(200);
        }
        assertThat(backend.lastRequest().bodyText()).isEqualTo("{\"a\":1}");
    }

    @Test
    void a_client_that_expects_100_gets_it_before_its_body() throws IOException {
        try (RawHttp client = RawHttp.connect(backend.baseUrl())) {
            client.send("POST /v1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.readHead(SOON).status()).isEqualTo(100);
            assertThat(client.send("{}").readAnswer(SOON).status()).isEqualTo(200);
        }
    }

    @Test
    void pipelined_requests_are_answered_in_turn() throws IOException {
        try (RawHttp client = RawHttp.connect(backend.baseUrl())) {
            client.send("GET /health HTTP/1.1\r\n\r\nGET /v1/models HTTP/1.1\r\n\r\nGET /no HTTP/1.1\r\n\r\n");

            assertThat(client.readAnswer(SOON).body()).contains("ok");
            assertThat(client.readAnswer(SOON).body()).contains("\"id\":\"fake\"");
            assertThat(client.readAnswer(SOON).status()).isEqualTo(404);
        }
    }

    @Test
    void what_is_not_http_is_counted_and_never_served() throws IOException {
        String twice = "POST /v1/x HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}";
        try (RawHttp client = RawHttp.connect(backend.baseUrl())) {
            assertThat(client.send(twice).readAnswer(SOON).status()).isEqualTo(400);
            assertThat(client.closedWithin(SOON)).isTrue();
        }
        assertThat(backend.counts().malformed()).isEqualTo(1);
        assertThat(backend.counts().requests()).isZero();
    }

    @Test
    void a_client_that_resets_or_closes_is_an_abort() throws IOException {
        backend.behave(Faults.silentBeforeHeaders());
        RawHttp resetting = RawHttp.connect(backend.baseUrl()).post(CHAT, "{}");
        RawHttp closing = RawHttp.connect(backend.baseUrl()).post(CHAT, "{}");
        backend.awaitOpen(2, SOON);

        resetting.reset();
        backend.awaitAborted(1, SOON);
        closing.close();
        backend.awaitAborted(2, SOON);

        assertThat(backend.counts().open()).isZero();
        assertThat(backend.counts().done()).isZero();
    }

    @Test
    void a_client_that_leaves_on_the_last_byte_aborts_nothing() throws IOException {
        int rounds = 200;
        for (int i = 0; i < rounds; i++) {
            try (RawHttp client = RawHttp.connect(backend.baseUrl())) {
                client.post(CHAT, "{\"stream\":true}").readAnswer(SOON);
            }
        }
        backend.awaitDone(rounds, SOON);
        assertThat(backend.counts().aborted()).isZero();
    }

    @Test
    void a_held_answer_waits_for_its_permit() throws IOException {
        Semaphore permits = new Semaphore(0);
        backend.behave(Answers.held(permits, Answers.chat()));
        try (RawHttp client = RawHttp.connect(backend.baseUrl()).post(CHAT, "{}")) {
            backend.awaitOpen(1, SOON);
            assertThat(backend.sentBytes()).isZero();
            permits.release();
            assertThat(client.readAnswer(SOON).status()).isEqualTo(200);
        }
    }

    @Test
    void behaviours_in_turn_serve_one_request_each_and_the_last_the_rest() throws IOException {
        backend.behave(Answers.inTurn(Faults.loading503(), Faults.tooMany429(), Answers.chat()));
        try (RawHttp client = RawHttp.connect(backend.baseUrl())) {
            assertThat(client.post(CHAT, "{}").readAnswer(SOON).status()).isEqualTo(503);
            assertThat(client.post(CHAT, "{}").readAnswer(SOON).status()).isEqualTo(429);
            assertThat(client.post(CHAT, "{}").readAnswer(SOON).status()).isEqualTo(200);
            assertThat(client.post(CHAT, "{}").readAnswer(SOON).status()).isEqualTo(200);
        }
    }

    @Test
    void a_stopped_backend_refuses_and_a_restarted_one_is_at_the_same_address() throws IOException {
        backend.behave(Faults.silentBeforeHeaders());
        try (RawHttp waiting = RawHttp.connect(backend.baseUrl()).post(CHAT, "{}")) {
            backend.awaitOpen(1, SOON);
            backend.stop();

            assertThat(waiting.closedWithin(SOON)).isTrue();
            assertThat(backend.counts().cut()).isEqualTo(1);
            // A child that another test starts holds our sockets open until it runs its program.
            Awaitility.await().atMost(SOON).untilAsserted(() -> assertThatThrownBy(
                            () -> RawHttp.connect(backend.baseUrl()).close())
                    .isInstanceOf(ConnectException.class));
        }

        backend.restart();
        try (RawHttp client = RawHttp.connect(backend.baseUrl())) {
            assertThat(client.get("/health").readAnswer(SOON).status()).isEqualTo(200);
        }
    }

    @Test
    void a_broken_behaviour_fails_the_test_that_wrote_it() throws IOException {
        FaultBackend other = FaultBackend.start(x -> {
            throw new IllegalArgumentException("typo");
        });
        try (RawHttp client = RawHttp.connect(other.baseUrl()).post(CHAT, "{}")) {
            assertThat(client.closedWithin(SOON)).isTrue();
        }
        assertThatThrownBy(other::close)
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("typo");
    }

    @Test
    void waiting_in_vain_says_what_was_seen() {
        assertThatThrownBy(() -> backend.awaitRequests(1, Duration.ofMillis(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("1 requests")
                .hasMessageContaining("accepted=0");
    }
}
