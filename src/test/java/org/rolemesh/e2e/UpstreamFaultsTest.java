package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.posts;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.Behaviour;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.RawHttp.BodyEnd;

/** A backend that fails before anything of its answer has reached the client: one error object, and never a second try. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpstreamFaultsTest {
    private static final long MIB = 1024 * 1024;

    @RegisterExtension
    final Invariants world = new Invariants();

    private FaultBackend backend;
    private FaultBackend other;
    private GatewayUnderTest gateway;

    @BeforeAll
    void start() {
        backend = world.backend();
        other = world.backend();
        gateway = world.gateway(backend, "{}", "timeouts: {first_byte_s: 1, idle_s: 1}");
    }

    static Stream<Arguments> closings() {
        return bothWays(
                Named.of("a reset", Faults.resetBeforeHeaders()), Named.of("a close", Faults.closeBeforeHeaders()));
    }

    @ParameterizedTest
    @MethodSource("closings")
    void U3_a_connection_lost_before_headers_is_a_502_and_the_request_is_not_sent_again(Behaviour fault, boolean stream)
            throws Exception {
        int before = posts(backend).size();

        Answer answer = answerOf(fault, stream);

        assertError(answer, 502, "upstream_closed");
        assertThat(posts(backend)).hasSize(before + 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void U4_L7_silence_before_headers_is_a_504_at_the_deadline_and_the_backend_is_let_go(boolean stream)
            throws Exception {
        int aborted = backend.counts().aborted();
        long start = System.nanoTime();

        Answer answer = answerOf(Faults.silentBeforeHeaders(), stream);

        assertError(answer, 504, "upstream_timeout");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(950), Duration.ofMillis(1_400));
        backend.awaitAborted(aborted + 1, SOON);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void U6_a_json_answer_that_breaks_off_is_a_502_and_not_half_an_answer(boolean stream) throws Exception {
        assertError(answerOf(Faults.halfJson(), stream), 502, "upstream_closed");
    }

    @Test
    void U5_L7_a_json_answer_that_goes_silent_is_a_504_and_not_half_an_answer() throws Exception {
        int aborted = backend.counts().aborted();

        Answer answer = answerOf(Faults.hangingJson(), false);

        assertError(answer, 504, "upstream_timeout");
        backend.awaitAborted(aborted + 1, SOON);
    }

    static Stream<Arguments> brokenHttp() {
        return bothWays(
                Named.of("a broken chunk", Faults.brokenFirstChunk()),
                Named.of("two lengths", Faults.twoContentLengths()),
                Named.of("garbage", Faults.garbage()),
                Named.of("status 999", Faults.status(999)),
                Named.of("status 204", Faults.status(204)),
                Named.of("an unasked 101", Faults.unasked101()));
    }

    @ParameterizedTest
    @MethodSource("brokenHttp")
    void U7_what_is_no_http_answer_is_a_502(Behaviour fault, boolean stream) throws Exception {
        assertError(answerOf(fault, stream), 502, "upstream_bad_answer");
    }

    static Stream<Arguments> noAnswers() {
        return bothWays(Named.of("a page", Faults.html200()), Named.of("broken JSON", Faults.invalidJson200()));
    }

    @ParameterizedTest
    @MethodSource("noAnswers")
    void U8_a_200_that_is_no_chat_answer_is_a_502_that_shows_nothing_of_it(Behaviour fault, boolean stream)
            throws Exception {
        Answer answer = answerOf(fault, stream);

        assertError(answer, 502, "upstream_bad_answer");
        assertThat(answer.body()).doesNotContain("secret page", "oops");
        assertThat(world.log().lines()).noneMatch(line -> line.contains("secret page"));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 400, 429, 503})
    void U9_L8_an_error_of_more_than_64_kib_is_a_502(int status) throws Exception {
        String padding = "x".repeat(64 * 1024);
        String error = "{\"error\":{\"message\":\"%s\"}}";

        Answer answer = answerOf(Answers.json(status, error.formatted(padding)), false);

        assertError(answer, 502, "upstream_bad_answer");
        assertThat(answer.body()).doesNotContain("xxxx");
        if (status == 400) {
            String largest = error.formatted(padding.substring(error.length() - "%s".length()));
            assertThat(largest).hasSize(64 * 1024);
            assertThat(answerOf(Answers.json(status, largest), false).body()).isEqualTo(largest);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void U9_an_error_of_200_mb_is_not_read(boolean stream) throws Exception {
        long before = backend.sentBytes();

        assertError(answerOf(Faults.hugeErrorBody(200_000_000), stream), 502, "upstream_bad_answer");

        // What the kernel holds of it on its way.
        assertThat(backend.sentBytes() - before).isLessThan(30 * MIB);
    }

    static Stream<Arguments> badHeaders() {
        return bothWays(
                Named.of("a CR in a header", Faults.headerInjection()),
                Named.of("a LF in a header", Faults.rawHeader("X-Note: one\nX-Injected: two")),
                Named.of("a NUL in a header", Faults.rawHeader("X-Note: one\0two")));
    }

    @ParameterizedTest
    @MethodSource("badHeaders")
    void U13_a_line_end_in_a_header_is_a_502_and_injects_nothing(Behaviour fault, boolean stream) throws Exception {
        Answer answer = answerOf(fault, stream);

        assertError(answer, 502, "upstream_bad_answer");
        assertThat(answer.head().all("X-Injected")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void L8_headers_of_more_than_16_kib_are_a_502(boolean stream) throws Exception {
        assertError(answerOf(Faults.bigHeaders(17 * 1024), stream), 502, "upstream_bad_answer");
        assertThat(answerOf(Faults.bigHeaders(14 * 1024), false).status()).isEqualTo(200);
    }

    @Test
    void U7_a_chunk_that_breaks_off_a_json_answer_is_a_502() throws Exception {
        assertError(answerOf(Faults.brokenChunking(), false), 502, "upstream_bad_answer");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 422, 501})
    void U10_a_backends_own_refusal_passes_through_unchanged(int status) throws Exception {
        String error = "{\"error\":{\"code\":%d,\"message\":\"the request exceeds the available context size\","
                + "\"type\":\"exceed_context_size_error\",\"n_prompt_tokens\":9000,\"n_ctx\":4096}}";
        String body = error.formatted(status);
        for (boolean stream : new boolean[] {true, false}) {
            Answer answer = answerOf(Answers.json(status, body), stream);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).isEqualTo(body);
            assertThat(answer.head().first("Content-Type")).contains("application/json");
            assertThat(answer.head().first("X-Request-Id")).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void U11_a_key_that_the_backend_refuses_is_the_gateways_fault(int status) throws Exception {
        for (boolean stream : new boolean[] {true, false}) {
            assertError(answerOf(Faults.status(status), stream), 502, "upstream_auth_failed");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 504})
    void a_backends_own_failure_is_a_502_with_its_message(int status) throws Exception {
        Answer answer = answerOf(Faults.status(status), false);

        assertError(answer, 502, "upstream_bad_answer");
        assertThat(answer.body()).contains("the backend says " + status);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void U12_a_redirect_is_a_502_and_is_not_followed(boolean stream) throws Exception {
        int before = other.counts().requests();

        Answer answer = answerOf(Faults.redirectTo(other.baseUrl() + "/v1/chat/completions"), stream);

        assertError(answer, 502, "upstream_bad_answer");
        assertThat(answer.head().all("Location")).isEmpty();
        assertThat(other.counts().requests()).isEqualTo(before);
    }

    @Test
    void U15_a_role_whose_backend_hangs_leaves_the_others_alone() throws Exception {
        backend.behave(Faults.silentBeforeHeaders());
        other.behave(Answers.chat());
        GatewayUnderTest both = world.gateway("""
                default_model: planner
                probe: {interval_s: 60}
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                  writer: {type: proxy, proxy_url: "%s"}
                """.formatted(backend.baseUrl(), other.baseUrl()));
        int open = backend.counts().open();
        for (int n = 0; n < 100; n++) {
            world.connect(both).post(Chats.PATH, Chats.stream("planner"));
        }
        backend.awaitOpen(open + 100, SOON);

        for (int n = 0; n < 20; n++) {
            RawHttp client = world.connect(both).post(Chats.PATH, Chats.whole("writer"));
            assertThat(client.readAnswer(Duration.ofMillis(500)).status()).isEqualTo(200);
        }
    }

    private static Stream<Arguments> bothWays(Named<?>... faults) {
        return Stream.of(faults)
                .flatMap(fault -> Stream.of(
                        Arguments.of(fault, Named.of("streamed", true)),
                        Arguments.of(fault, Named.of("whole", false))));
    }

    private Answer answerOf(Behaviour fault, boolean stream) throws Exception {
        backend.behave(fault);
        return world.connect(gateway)
                .post(Chats.PATH, Chats.of("planner", stream))
                .readAnswer(SOON);
    }

    private static void assertError(Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body())
                .startsWith("{\"error\":{")
                .contains("\"code\":\"" + code + "\"", "\"message\":", "\"type\":", "\"param\":");
        assertThat(answer.end()).isEqualTo(BodyEnd.CLEAN);
        assertThat(answer.head().first("X-Request-Id")).isPresent();
    }
}
