package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.posts;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.AgentUnderTest;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;

/**
 * Requests that are not the HTTP/1.1 we speak, among them those by which one request is smuggled inside another: at the
 * door of a gateway and at that of an agent.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MalformedHttpTest {
    private static final String SMUGGLED = "GET /v1/models HTTP/1.1\r\nHost: g\r\nX-Request-Id: smuggled\r\n\r\n";
    private static final String POST =
            "POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\nContent-Type: application/json\r\n";

    /** What would be a good body if it were read as chunks. */
    private static final String CHUNKED =
            Integer.toHexString(Chats.whole("planner").length()) + "\r\n" + Chats.whole("planner") + "\r\n0\r\n\r\n";

    @RegisterExtension
    final Invariants world = new Invariants();

    private FaultBackend backend;
    private GatewayUnderTest gateway;
    private AgentUnderTest agent;

    @BeforeAll
    void start(@TempDir Path folder) {
        backend = world.backend();
        gateway = world.gateway(backend);
        agent = world.agent(folder, """
                slots: {one: {device: cpu}}
                roles: {planner: {model: planner.gguf, slots: [one]}}
                """);
    }

    @AfterEach
    void no_backend_was_asked() {
        assertThat(posts(backend)).isEmpty();
        assertThat(agent.folder().starts()).isEmpty();
    }

    static Stream<Arguments> framings() {
        int length = SMUGGLED.length();
        return Stream.of(
                Arguments.of("CL and TE", POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED),
                Arguments.of("TE and CL", POST + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + CHUNKED),
                Arguments.of("two lengths", POST + "Content-Length: 0\r\nContent-Length: " + length + "\r\n\r\n"),
                Arguments.of("a list of lengths", POST + "Content-Length: 0, " + length + "\r\n\r\n"),
                Arguments.of("a signed length", POST + "Content-Length: +0\r\n\r\n"),
                Arguments.of("a negative length", POST + "Content-Length: -1\r\n\r\n"),
                Arguments.of("two codings", POST + "Transfer-Encoding: gzip, chunked\r\n\r\n" + CHUNKED),
                Arguments.of("an unknown coding", POST + "Transfer-Encoding: xchunked\r\n\r\n" + CHUNKED),
                Arguments.of("a vertical tab", POST + "Transfer-Encoding: \u000bchunked\r\n\r\n" + CHUNKED),
                Arguments.of("a folded line", POST + "X-A: 1\r\n Content-Length: 5\r\n\r\n"),
                Arguments.of("a folded coding", POST + "Transfer-Encoding:\r\n chunked\r\n\r\n" + CHUNKED),
                Arguments.of("no name", POST + ": x\r\n\r\n"),
                Arguments.of("space before a colon", POST + "Content-Length : 0\r\n\r\n"),
                Arguments.of("bare line feeds", "GET /health HTTP/1.1\nHost: g\n\n"),
                Arguments.of("a bare line feed", "GET /health HTTP/1.1\r\nHost: g\nX-A: b\r\n\r\n"),
                Arguments.of("a bare carriage return", "GET /health HTTP/1.1\r\nHost: g\r\nX-A: b\rX-C: d\r\n\r\n"),
                Arguments.of("a tab in the request line", "GET\t/health HTTP/1.1\r\nHost: g\r\n\r\n"),
                Arguments.of("two spaces in it", "GET  /health HTTP/1.1\r\nHost: g\r\n\r\n"),
                Arguments.of("a carriage return in it", "GET /health\r HTTP/1.1\r\nHost: g\r\n\r\n"),
                Arguments.of("more behind it", "GET /health HTTP/1.1 x\r\nHost: g\r\n\r\n"),
                Arguments.of("a control character", "GET /health HTTP/1.1\r\nHost: g\r\nX-A: b\u000bc\r\n\r\n"),
                Arguments.of("a NUL", "GET /health HTTP/1.1\r\nHost: g\r\nX-A: b\0c\r\n\r\n"),
                Arguments.of("a bad chunk size", POST + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n"),
                Arguments.of("a signed chunk size", POST + "Transfer-Encoding: chunked\r\n\r\n+0\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("framings")
    void B6_what_could_be_read_in_two_ways_is_refused_and_nothing_behind_it_is_served(String what, String request)
            throws Exception {
        assertRefused(request + SMUGGLED);
        assertThat(world.log().lines()).noneMatch(line -> line.contains("id=smuggled "));
    }

    @Test
    void B6_a_request_that_is_sent_before_the_last_answer_is_over_is_not_served() throws Exception {
        for (URI door : doors()) {
            RawHttp client = world.connect(door).send("GET /health HTTP/1.1\r\nHost: g\r\n\r\n" + SMUGGLED);

            assertThat(client.readAnswer(SOON).status()).isEqualTo(200);
            assertThat(client.closedWithin(SOON)).isTrue();
        }
        assertThat(world.log().lines()).noneMatch(line -> line.contains("id=smuggled "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\HTTP/1.1", "hTTP/1.0", "http/1.1"})
    void B6_one_of_no_known_version_is_malformed_behind_another_too(String version) throws Exception {
        for (URI door : doors()) {
            RawHttp client = world.connect(door)
                    .send("GET /health HTTP/1.1\r\nHost: g\r\n\r\nGET /health " + version + "\r\nHost: g\r\n\r\n");

            assertThat(client.readAnswer(SOON).status()).isEqualTo(200);
            assertThat(client.readAnswer(SOON).body()).contains("\"code\":\"bad_request\"");
            assertThat(client.closedWithin(SOON)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /health HTTP/1.1\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: x/?\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: user@x\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: g\u00e9\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost:\r\n\r\n",
                "GET http://elsewhere/health HTTP/1.1\r\nHost: g\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: g\r\n\r\n"
            })
    void B7_one_good_host_and_a_path_are_needed(String request) throws Exception {
        for (URI door : doors()) {
            Answer answer = world.connect(door).send(request).readAnswer(SOON);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).startsWith("{\"error\":{").contains("\"code\":\"bad_request\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET /health HTTP/3\r\nHost: g\r\n\r\n",
                "GET /health\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n",
                "hello\r\n\r\n",
                "CONNECT elsewhere:443 HTTP/1.1\r\nHost: elsewhere:443\r\n\r\n"
            })
    void B8_other_protocols_are_refused(String bytes) throws Exception {
        assertRefused(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n",
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            })
    void B8_an_upgrade_is_answered_as_plain_http(String headers) throws Exception {
        for (URI door : doors()) {
            RawHttp client = world.connect(door).send("GET /health HTTP/1.1\r\nHost: g\r\n" + headers + "\r\n");

            assertThat(client.readAnswer(SOON).body()).isEqualTo("{\"status\":\"ok\"}");
        }
    }

    @Test
    void a_query_that_cannot_be_decoded_is_the_clients_fault() throws Exception {
        Answer answer = world.connect(gateway.url())
                .send("GET /ready?roles=%zz HTTP/1.1\r\nHost: g\r\n\r\n")
                .readAnswer(SOON);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\":\"bad_request\"").contains("its query");
    }

    @Test
    void B8_a_trace_shows_nobody_what_was_sent() throws Exception {
        for (URI door : doors()) {
            Answer answer = world.connect(door)
                    .send("TRACE /health HTTP/1.1\r\nHost: g\r\nX-Api-Key: test-client-key\r\n\r\n")
                    .readAnswer(SOON);

            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.head().all("Allow")).containsExactly("GET");
            assertThat(answer.toString()).doesNotContain("test-client-key");
        }
    }

    @Test
    void L2_a_long_request_line_and_large_or_many_headers_are_told_apart() throws Exception {
        String head = "GET /health HTTP/1.1\r\nHost: g\r\n";

        assertStatus(414, "GET /health?" + "x".repeat(4_200) + " HTTP/1.1\r\nHost: g\r\n\r\n");
        assertStatus(431, head + "X-A: " + "x".repeat(8_300) + "\r\n\r\n");
        assertStatus(431, head + "X-A: b\r\n".repeat(100) + "\r\n");
        assertStatus(200, head + "X-A: b\r\n".repeat(99) + "\r\n");
    }

    private List<URI> doors() {
        return List.of(gateway.url(), agent.url());
    }

    private void assertStatus(int status, String request) throws Exception {
        for (URI door : doors()) {
            assertThat(world.connect(door).send(request).readAnswer(SOON).status())
                    .isEqualTo(status);
        }
    }

    /** A 400, or a close without a word; and in any case a close. */
    private void assertRefused(String bytes) throws Exception {
        for (URI door : doors()) {
            RawHttp client = world.connect(door).send(bytes);
            try {
                Answer answer = client.readAnswer(SOON);
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.body()).startsWith("{\"error\":{");
                assertThat(answer.head().first("X-Request-Id")).isPresent();
            } catch (IOException e) {
                assertThat(e).isNotInstanceOf(SocketTimeoutException.class);
            }
            assertThat(client.closedWithin(SOON)).isTrue();
        }
    }
}
