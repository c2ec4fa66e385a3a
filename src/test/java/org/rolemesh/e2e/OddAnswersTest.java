package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;

import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.OpenSockets;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;

/** Answers that HTTP does not let be as a route has left them, or that their client does not take, on its connection. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OddAnswersTest {
    private static final int MORE_THAN_SOCKETS_HOLD = 32 * 1024 * 1024;

    @RegisterExtension
    final Invariants world = new Invariants();

    @TempDir
    private Path routes;

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void what_may_have_no_body_is_sent_without_the_one_that_a_route_has_left(int status) throws Exception {
        RawHttp client = world.connect(gateway("""
                - setHeader: { name: CamelHttpResponseCode, constant: "%d" }
                - setBody: { constant: "left by mistake" }
                """.formatted(status)));

        client.post(Chats.PATH, Chats.whole("planner"));
        assertThat(client.readHead(SOON).status()).isEqualTo(status);

        assertThat(client.get("/health").readAnswer(SOON).body()).isEqualTo("{\"status\":\"ok\"}");
    }

    @Test
    void a_head_is_asked_for_without_its_body() throws Exception {
        RawHttp client = world.connect(world.gateway(world.backend()));

        client.send("HEAD /health HTTP/1.1\r\nHost: g\r\n\r\n");
        RawHttp.Head head = client.readHead(SOON);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.first("Content-Length")).contains("15");
        assertThat(client.get("/health").readAnswer(SOON).body()).isEqualTo("{\"status\":\"ok\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ name: CamelHttpResponseCode, constant: \"-1\" }",
                "{ name: X-A, simple: \"a${bean:type:java.lang.System?method=lineSeparator}b: c\" }",
                "{ name: \"X A\", constant: b }"
            })
    void what_cannot_be_sent_is_an_error_of_ours(String header) throws Exception {
        RawHttp client = world.connect(gateway("- setHeader: " + header + "\n- setBody: { constant: x }\n"));

        Answer answer = client.post(Chats.PATH, Chats.whole("planner")).readAnswer(SOON);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("\"code\":\"internal_error\"");
        assertThat(client.get("/health").readAnswer(SOON).status()).isEqualTo(200);
    }

    @Test
    void the_last_answer_of_a_connection_is_not_kept_for_ever_for_who_takes_nothing() throws Exception {
        FaultBackend backend =
                world.backend(Answers.json(200, "{\"a\":\"" + "x".repeat(MORE_THAN_SOCKETS_HOLD) + "\"}"));
        GatewayUnderTest gateway = world.gateway(backend, "{header_timeout_s: 1, keep_alive_idle_s: 1}", "");

        world.connect(gateway)
                .post(Chats.PATH, Chats.whole("planner"), "Connection: close", "X-Request-Id: takes-nothing");

        assertThat(world.log().accessLine("takes-nothing")).contains(" status=200 ");
        Awaitility.await("closed")
                .atMost(SOON)
                .until(() -> OpenSockets.acceptedAt(gateway.url().getPort()) == 0);
    }

    @Test
    void a_client_that_leaves_is_noticed_whatever_it_has_sent_and_nobody_has_read() throws Exception {
        GatewayUnderTest gateway = world.gateway(world.backend());
        RawHttp client = world.connect(gateway)
                .send("GET /ui/live HTTP/1.1\r\nHost: g\r\nX-Request-Id: looks-on\r\nContent-Length: 10\r\n\r\nabc");
        assertThat(client.readHead(SOON).status()).isEqualTo(200);

        client.close();

        assertThat(world.log().accessLine("looks-on")).contains(" status=499 ");
    }

    @Test
    void what_is_no_path_is_not_shown_in_the_log() throws Exception {
        GatewayUnderTest gateway = world.gateway(world.backend());

        world.connect(gateway)
                .send("GET http://user:not-a-real-secret@g/v1 HTTP/1.1\r\nHost: g\r\nX-Request-Id: absolute\r\n\r\n")
                .readAnswer(SOON);
        world.connect(gateway).send("Decode " + "not-a-real-secret".repeat(300)).readAnswer(SOON);

        assertThat(world.log().accessLine("absolute")).contains(" status=400 ");
        assertThat(world.log().lines()).noneMatch(line -> line.contains("not-a-real-secret"));
    }

    private GatewayUnderTest gateway(String steps) throws Exception {
        Topology.write(routes, steps);
        return world.gateway("""
                probe: {interval_s: 60}
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                """.formatted(world.backend().baseUrl()), routes);
    }
}
