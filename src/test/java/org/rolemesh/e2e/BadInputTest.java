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

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "\"x\"", "{} {}", "{\"a\":NaN}", "\ufeff{}"})
    void B1_what_is_not_one_json_object_is_a_400(String body) throws Exception {
        assertError(post(body.getBytes(UTF_8)), 400, "invalid_json");
    }

    static Stream<String> deep() {
        return Stream.of("[".repeat(100_000), "{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("deep")
    void B2_deep_nesting_is_a_400_in_under_50_ms(String body) throws Exception {
        long shortest = Long.MAX_VALUE;
        // On a busy machine one may have to wait for its turn.
        for (int n = 0; n < 5 && shortest >= 50; n++) {
            RawHttp client = world.connect(gateway);
            long start = System.nanoTime();
            client.post(Chats.PATH, body);
            Answer answer = client.readAnswer(SOON);
            shortest = Math.min(shortest, (System.nanoTime() - start) / 1_000_000);
            assertError(answer, 400, "json_limits");
        }
        assertThat(shortest).isLessThan(50);
    }

    static Stream<byte[]> notUtf8() {
        return Stream.of(
                "{\"a\":\"\u00ff\"}".getBytes(ISO_8859_1),
                "{\"a\":\"\u00c0\u00af\"}".getBytes(ISO_8859_1),
                "{\"a\":1}".getBytes(UTF_16));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("notUtf8")
    void B3_what_is_not_strict_utf_8_is_a_400(byte[] body) throws Exception {
        assertError(post(body), 400, "invalid_utf8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"model", "mod\\u0065l", "\\u006d\\u006f\\u0064\\u0065\\u006c"})
    void B4_a_duplicate_model_is_refused_however_it_is_spelled(String again) throws Exception {
        Answer answer = post(("{\"model\":\"planner\",\"" + again + "\":\"writer\"," + MESSAGES + "}").getBytes(UTF_8));

        assertError(answer, 400, "duplicate_key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"model\":7,$MESSAGES|invalid_value|model",
                "\"model\":\"\",$MESSAGES|invalid_value|model",
                "\"model\":\"$LONG\",$MESSAGES|invalid_value|model",
                "\"model\":\"planner\\r\\nX: y\",$MESSAGES|invalid_value|model",
                "\"model\":\"planner\",\"stream\":\"yes\",$MESSAGES|invalid_value|stream",
                "\"model\":\"planner\"|missing_required_parameter|messages",
                "\"model\":\"nobody\"|missing_required_parameter|messages",
                "\"model\":\"planner\",\"messages\":{}|invalid_value|messages"
            })
    void B11_the_parameter_at_fault_is_named(String members, String code, String param) throws Exception {
        String body = "{" + members.replace("$MESSAGES", MESSAGES).replace("$LONG", "x".repeat(300)) + "}";

        Answer answer = post(body.getBytes(UTF_8));

        assertError(answer, 400, code);
        assertThat(answer.body()).contains("\"param\":\"" + param + "\"");
    }

    @Test
    void B11_an_unknown_model_is_a_404_that_names_it() throws Exception {
        Answer answer =
                world.connect(gateway).post(Chats.PATH, Chats.whole("nobody")).readAnswer(SOON);

        assertError(answer, 404, "model_not_found");
        assertThat(answer.body()).contains("'nobody'", "\"param\":\"model\"");
    }

    @Test
    void B5_L4_a_body_over_the_limit_is_refused_with_a_length_and_in_chunks() throws Exception {
        byte[] body = "x".repeat(MAX_BODY + 1).getBytes(UTF_8);

        assertError(send(head("POST " + Chats.PATH, "Content-Length: " + body.length), body), 413, "body_too_large");

        RawHttp client = world.connect(gateway).send(head("POST " + Chats.PATH, "Transfer-Encoding: chunked"));
        client.send(Integer.toHexString(body.length) + "\r\n").send(body).send("\r\n0\r\n\r\n");
        assertError(client.readAnswer(SOON), 413, "body_too_large");
        assertThat(client.closedWithin(SOON)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"300001", "99999999999"})
    void B5_L4_a_length_over_the_limit_is_refused_before_any_of_the_body_is_sent(String length) throws Exception {
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
    void B10_only_plain_json_is_taken(String header) throws Exception {
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
    void B9_no_other_spelling_of_a_path_is_that_path(String path) throws Exception {
        assertError(world.connect(gateway).get(path).readAnswer(SOON), 404, "not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v1/chat/completions,POST",
        "DELETE,/v1/chat/completions,POST",
        "POST,/v1/models,GET",
        "PUT,/v1/models/planner,GET",
        "OPTIONS,/v1/chat/completions,POST",
        "BREW,/ready,GET"
    })
    void B9_a_wrong_method_is_told_the_right_ones(String method, String path, String allowed) throws Exception {
        Answer answer = send(head(method + " " + path, "Content-Length: 0"), new byte[0]);

        assertError(answer, 405, "method_not_allowed");
        assertThat(answer.head().all("Allow")).containsExactly(allowed);
    }

    private Answer send(String head, byte[] body) throws Exception {
        return world.connect(gateway).send(head).send(body).readAnswer(SOON);
    }

    private Answer post(byte[] body) throws Exception {
        return send(head("POST " + Chats.PATH, "Content-Length: " + body.length), body);
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
