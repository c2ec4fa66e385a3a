package org.rolemesh.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.RawHttp.BodyEnd;
import org.rolemesh.testing.RawHttp.Head;

class FaultsTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final String CHAT = "/v1/chat/completions";

    private final FaultBackend backend = FaultBackend.start();

    @AfterEach
    void leave_nothing_open() {
        backend.close();
        assertThat(backend.counts().open()).isZero();
        assertThat(backend.counts().connections()).isZero();
    }

    @Test
    void silence_before_headers_lasts_as_long_as_the_client() throws IOException {
        try (RawHttp client = ask(Faults.silentBeforeHeaders())) {
            assertThatThrownBy(() -> client.readHead(SHORT)).isInstanceOf(SocketTimeoutException.class);
            assertThat(backend.counts().open()).isEqualTo(1);
        }
        backend.awaitAborted(1, SOON);
    }

    @Test
    void a_reset_before_headers_is_a_reset() throws IOException {
        try (RawHttp client = ask(Faults.resetBeforeHeaders())) {
            assertThatThrownBy(() -> client.readHead(SOON)).isInstanceOf(SocketException.class);
        }
        assertThat(backend.counts().cut()).isEqualTo(1);
    }

    @Test
    void a_close_before_headers_is_an_ordinary_end() throws IOException {
        try (RawHttp client = ask(Faults.closeBeforeHeaders())) {
            assertThatThrownBy(() -> client.readHead(SOON)).isInstanceOf(EOFException.class);
        }
        assertThat(backend.counts().cut()).isEqualTo(1);
    }

    @Test
    void half_json_ends_before_its_length() throws IOException {
        Answer answer = answerOf(Faults.halfJson());

        assertThat(answer.end()).isEqualTo(BodyEnd.CLOSED);
        assertThat(answer.head().first("Content-Length").map(Integer::parseInt).orElseThrow())
                .isGreaterThan(answer.body().length());
        assertThat(answer.body()).startsWith("{\"id\":");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"stream\":true}"})
    void broken_chunking_comes_after_one_good_chunk(String body) throws IOException {
        backend.behave(Faults.brokenChunking());
        try (RawHttp client = RawHttp.connect(backend.baseUrl()).post(CHAT, body)) {
            assertThat(client.readHead(SOON).first("Transfer-Encoding")).contains("chunked");
            assertThat(client.nextPiece(SOON)).isPresent();
            assertThatThrownBy(() -> client.nextPiece(SOON)).hasMessageContaining("not a chunk size: zz");
        }
    }

    @Test
    void a_broken_first_chunk_has_no_good_one_before_it() throws IOException {
        try (RawHttp client = ask(Faults.brokenFirstChunk())) {
            client.readHead(SOON);
            assertThatThrownBy(() -> client.nextPiece(SOON)).hasMessageContaining("not a chunk size: zz");
        }
    }

    @Test
    void two_content_lengths_differ() throws IOException {
        assertThat(headOf(Faults.twoContentLengths()).all("Content-Length")).containsExactly("11", "5");
    }

    @Test
    void garbage_is_no_status_line() throws IOException {
        try (RawHttp client = ask(Faults.garbage())) {
            assertThatThrownBy(() -> client.readHead(SOON)).hasMessageContaining("not a status line");
        }
    }

    @Test
    void a_status_may_be_one_that_does_not_exist() throws IOException {
        assertThat(answerOf(Faults.status(999)).status()).isEqualTo(999);
    }

    @Test
    void an_unasked_101_keeps_the_connection() throws IOException {
        try (RawHttp client = ask(Faults.unasked101())) {
            assertThat(client.readHead(SOON).status()).isEqualTo(101);
            assertThat(client.closedWithin(SHORT)).isFalse();
        }
        backend.awaitAborted(1, SOON);
    }

    @Test
    void a_page_and_broken_json_come_with_200() throws IOException {
        Answer page = answerOf(Faults.html200());
        assertThat(page.head().first("Content-Type")).contains("text/html");
        assertThat(page.status()).isEqualTo(200);

        Answer json = answerOf(Faults.invalidJson200());
        assertThat(json.head().first("Content-Type")).contains("application/json");
        assertThat(json.body()).isEqualTo("{\"choices\": oops");
    }

    @Test
    void a_huge_error_body_is_as_long_as_asked() throws IOException {
        Answer answer = answerOf(Faults.hugeErrorBody(300_001));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).hasSize(300_001).endsWith("x\"}}");
    }

    @Test
    void a_huge_error_body_stops_with_its_reader() throws IOException {
        long promised = 200_000_000;
        try (RawHttp client = ask(Faults.hugeErrorBody(promised))) {
            client.readHead(SOON);
        }
        backend.awaitAborted(1, SOON);
        assertThat(backend.sentBytes()).isLessThan(promised);
    }

    @Test
    void a_redirect_names_its_target() throws IOException {
        Head head = headOf(Faults.redirectTo("http://127.0.0.1:9/elsewhere"));
        assertThat(head.status()).isEqualTo(307);
        assertThat(head.first("Location")).contains("http://127.0.0.1:9/elsewhere");
    }

    @Test
    void an_injected_header_hides_behind_a_bare_carriage_return() throws IOException {
        assertThat(headOf(Faults.headerInjection()).first("X-Note")).contains("one\rX-Injected: two");
    }

    @Test
    void hop_headers_and_cookies_are_there() throws IOException {
        Head head = headOf(Faults.setCookie());
        assertThat(head.first("Set-Cookie")).isPresent();
        assertThat(head.first("Access-Control-Allow-Origin")).contains("*");
        assertThat(head.first("X-Hop")).contains("1");
    }

    @Test
    void loading_busy_and_unauthorized_are_told_as_real_backends_tell_them() throws IOException {
        assertThat(answerOf(Faults.loading503()).body())
                .isEqualTo("{\"error\":{\"code\":503,\"message\":\"Loading model\",\"type\":\"unavailable_error\"}}");
        assertThat(headOf(Faults.tooMany429()).first("Retry-After")).contains("1");
        assertThat(answerOf(Faults.unauthorized401()).status()).isEqualTo(401);
    }

    @Test
    void big_headers_are_at_least_that_big() throws IOException {
        Head head = headOf(Faults.bigHeaders(20_000));
        assertThat(head.headers().stream().mapToInt(h -> h.getValue().length()).sum())
                .isGreaterThan(19_000);
    }

    @Test
    void a_slow_head_takes_its_time_and_is_good() throws IOException {
        long start = System.nanoTime();
        Answer answer = answerOf(Faults.slowHead(Duration.ofMillis(1)));
        assertThat(answer.body()).isEqualTo("{\"ok\":true}");
        assertThat(System.nanoTime() - start)
                .isGreaterThan(Duration.ofMillis(60).toNanos());
    }

    private RawHttp ask(Behaviour behaviour) throws IOException {
        backend.behave(behaviour);
        return RawHttp.connect(backend.baseUrl()).post(CHAT, "{}");
    }

    private Answer answerOf(Behaviour behaviour) throws IOException {
        try (RawHttp client = ask(behaviour)) {
            return client.readAnswer(SOON);
        }
    }

    private Head headOf(Behaviour behaviour) throws IOException {
        try (RawHttp client = ask(behaviour)) {
            return client.readHead(SOON);
        }
    }
}
