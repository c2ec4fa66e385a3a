package org.rolemesh.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.posts;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;

/** Requests whose body or kind is not acceptable: each is told why, and no backend ever sees one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BadInputTest {
    private static final int MAX_BODY = 300_000;
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    @RegisterExtension
    final Invariants world = new Invariants();

    private FaultBackend backend;
    private GatewayUnderTest gateway;

    @BeforeAll
    void start() {
        backend = world.backend();
        gateway = world.gateway(backend, "{max_body_bytes: %d}".formatted(MAX_BODY), "");
    }

    @AfterEach
    void no_backend_was_asked() {
        assertThat(posts(backend)).isEmpty();
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                rejected("", "invalid_json"),
                rejected("{", "invalid_json"),
                rejected("[]", "invalid_json"),
                rejected("\"x\"", "invalid_json"),
                rejected("{} {}", "invalid_json"),
                rejected("{\"a\":NaN}", "invalid_json"),
                rejected("\ufeff{}", "invalid_json"),
                rejected("[".repeat(100_000), "json_limits"),
                rejected("{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}", "json_limits"),
                Arguments.of("{\"a\":\"\u00ff\"}".getBytes(ISO_8859_1), "invalid_utf8"),
                Arguments.of("{\"a\":\"\u00c0\u00af\"}".getBytes(ISO_8859_1), "invalid_utf8"),
                Arguments.of("{\"a\":1}".getBytes(UTF_16), "invalid_utf8"),
                rejected("{\"model\":\"planner\",\"mod\\u0065l\":\"writer\"," + MESSAGES + "}", "duplicate_key"),
                rejected("{\"model\":7," + MESSAGES + "}", "invalid_value"),
                rejected("{\"model\":\"\"," + MESSAGES + "}", "invalid_value"),
                rejected("{\"model\":\"" + "x".repeat(300) + "\"," + MESSAGES + "}", "invalid_value"),
                rejected("{\"model\":\"planner\\r\\nX: y\"," + MESSAGES + "}", "invalid_value"),
                rejected("{\"model\":\"planner\",\"stream\":\"yes\"," + MESSAGES + "}", "invalid_value"),
                rejected("{\"model\":\"planner\"}", "missing_required_parameter"),
                rejected("{\"model\":\"planner\",\"messages\":{}}", "invalid_value"));
    }

    @ParameterizedTest(name = "{index}: {1}")
    @MethodSource("bodies")
    void a_body_that_is_not_acceptable_is_a_400_that_says_why(byte[] body, String code) throws Exception {
        long start = System.nanoTime();

        Answer answer = send(head("POST " + Chats.PATH, "Content-Length: " + body.length), body);

        assertError(answer, 400, code);
        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(1_000);
    }

    @ParameterizedTest
    @CsvSource({"{\"model\":7},model", "{\"model\":\"planner\"},messages", "{\"model\":\"nobody\"},messages"})
    void the_parameter_at_fault_is_named(String body, String param) throws Exception {
        Answer answer = world.connect(gateway).post(Chats.PATH, body).readAnswer(SOON);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("\"param\":\"" + param + "\"");
    }

    @Test
    void an_unknown_model_is_a_404_that_names_it() throws Exception {
        Answer answer =
                world.connect(gateway).post(Chats.PATH, Chats.whole("nobody")).readAnswer(SOON);

        assertError(answer, 404, "model_not_found");
        assertThat(answer.body()).contains("'nobody'", "\"param\":\"model\"");
    }

    @Test
    void a_body_over_the_limit_is_refused_with_a_length_and_in_chunks() throws Exception {
        byte[] body = "x".repeat(MAX_BODY + 1).getBytes(UTF_8);

        assertError(send(head("POST " + Chats.PATH, "Content-Length: " + body.length), body), 413, "body_too_large");

        RawHttp client = world.connect(gateway).send(head("POST " + Chats.PATH, "Transfer-Encoding: chunked"));
        client.send(Integer.toHexString(body.length) + "\r\n").send(body).send("\r\n0\r\n\r\n");
        assertError(client.readAnswer(SOON), 413, "body_too_large");
        assertThat(client.closedWithin(SOON)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"300001", "99999999999"})
    void a_length_over_the_limit_is_refused_before_any_of_the_body_is_sent(String length) throws Exception {
        assertError(send(head("POST " + Chats.PATH, "Content-Length: " + length), new byte[0]), 413, "body_too_large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Type: multipart/form-data; boundary=x",
                "Content-Type: application/jsonp",
                "Content-Encoding: gzip"
            })
    void only_plain_json_is_taken(String header) throws Exception {
        byte[] body = Chats.whole("planner").getBytes(UTF_8);
        String type = header.startsWith("Content-Type") ? "" : "Content-Type: application/json\r\n";

        Answer answer = send(
                "POST " + Chats.PATH + " HTTP/1.1\r\nHost: g\r\n" + type + header + "\r\nContent-Length: " + body.length
                        + "\r\n\r\n",
                body);

        assertError(answer, 415, "unsupported_media_type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//v1/models",
                "/v1/../v1/models",
                "/v1/./models",
                "/v1/%6dodels",
                "/v1/models/",
                "/V1/models",
                "/v1/models/../x",
                "/v1/models;x=1",
                "/",
                "/nowhere"
            })
    void no_other_spelling_of_a_path_is_that_path(String path) throws Exception {
        assertError(world.connect(gateway).get(path).readAnswer(SOON), 404, "not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v1/chat/completions,POST",
        "DELETE,/v1/chat/completions,POST",
        "POST,/v1/models,GET",
        "PUT,/v1/models/planner,GET",
        "TRACE,/health,GET",
        "OPTIONS,/v1/chat/completions,POST",
        "BREW,/ready,GET"
    })
    void a_wrong_method_is_told_the_right_ones(String method, String path, String allowed) throws Exception {
        Answer answer = send(head(method + " " + path, "Content-Length: 0"), new byte[0]);

        assertError(answer, 405, "method_not_allowed");
        assertThat(answer.head().all("Allow")).containsExactly(allowed);
    }

    private Answer send(String head, byte[] body) throws Exception {
        return world.connect(gateway).send(head).send(body).readAnswer(SOON);
    }

    private static Arguments rejected(String body, String code) {
        return Arguments.of(body.getBytes(UTF_8), code);
    }

    private static String head(String methodAndPath, String framing) {
        return methodAndPath + " HTTP/1.1\r\nHost: g\r\nContent-Type: application/json\r\n" + framing + "\r\n\r\n";
    }

    private static void assertError(Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).startsWith("{\"error\":{").contains("\"code\":\"" + code + "\"");
        assertThat(answer.head().first("X-Request-Id")).isPresent();
    }
}
