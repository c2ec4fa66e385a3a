package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.awaitInFlight;
import static org.rolemesh.e2e.Invariants.posts;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.Streams;

/** Clients that leave, dawdle, or send no more than they have to. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClientFaultsTest {
    private static final int MANY = 50;
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final Duration SHORT = Duration.ofMillis(100);

    @RegisterExtension
    final Invariants world = new Invariants();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void C1_clients_killed_in_the_middle_of_a_stream_free_their_places_within_a_second(boolean byReset)
            throws Exception {
        FaultBackend backend = world.backend(Streams.gated(3, new Semaphore(0)));
        GatewayUnderTest gateway = world.gateway(backend);
        List<RawHttp> clients = ask(gateway, "mid", true);
        for (RawHttp client : clients) {
            client.readHead(SOON);
            assertThat(client.nextEvent(SOON)).isPresent();
        }

        killAll(clients, byReset);

        backend.awaitAborted(MANY, A_SECOND);
        assertClientsLeft("mid");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void C2_clients_killed_before_the_first_byte_free_their_places_within_a_second(boolean stream) throws Exception {
        FaultBackend backend = world.backend(Faults.silentBeforeHeaders());
        GatewayUnderTest gateway = world.gateway(backend);
        List<RawHttp> clients = ask(gateway, "early", stream);
        backend.awaitOpen(MANY, SOON);

        killAll(clients, false);

        backend.awaitAborted(MANY, A_SECOND);
        assertClientsLeft("early");
    }

    @Test
    void C3_a_backend_never_sees_a_request_whose_client_left_while_the_model_was_loading() throws Exception {
        FaultBackend backend = world.backend().on("/health", Faults.loading503());
        GatewayUnderTest gateway = world.gateway("""
                probe: {interval_s: 0.1}
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                """.formatted(backend.baseUrl()));
        RawHttp client = world.connect(gateway).post(Chats.PATH, Chats.stream("planner"), "X-Request-Id: waits");
        awaitInFlight(gateway, 1);

        client.close();

        assertThat(world.log().accessLine("waits")).contains(" status=499 ");
        backend.on("/health", Faults.status(200));
        gateway.awaitListed("planner", true);
        assertThat(world.connect(gateway)
                        .post(Chats.PATH, Chats.whole("planner"))
                        .readAnswer(SOON)
                        .status())
                .isEqualTo(200);
        assertThat(posts(backend)).hasSize(1);
    }

    @Test
    void C4_L3_heads_and_bodies_that_do_not_end_are_cut_at_the_deadline_and_others_are_served_meanwhile()
            throws Exception {
        FaultBackend backend = world.backend();
        GatewayUnderTest gateway = world.gateway(backend, "{header_timeout_s: 1, body_timeout_s: 1}", "");
        long start = System.nanoTime();
        List<RawHttp> slow = new ArrayList<>();
        String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\n";
        for (int n = 0; n < 250; n++) {
            slow.add(world.connect(gateway).send(head + "X-A: "));
            slow.add(world.connect(gateway)
                    .send(head + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"model\":"));
        }

        assertThat(world.connect(gateway)
                        .post(Chats.PATH, Chats.whole("planner"))
                        .readAnswer(A_SECOND)
                        .status())
                .isEqualTo(200);
        for (RawHttp client : slow) {
            assertThat(client.readAnswer(SOON).status()).isEqualTo(408);
            assertThat(client.closedWithin(SOON)).isTrue();
        }
        assertThat(System.nanoTime() - start).isGreaterThan(A_SECOND.toNanos());
        assertThat(posts(backend)).hasSize(1);
    }

    @Test
    void C4_L3_a_head_that_comes_byte_by_byte_is_cut_at_the_deadline_too() throws Exception {
        GatewayUnderTest gateway = world.gateway(world.backend(), "{header_timeout_s: 0.5}", "");
        RawHttp client = world.connect(gateway);
        client.get("/health").readAnswer(SOON);

        client.send("GET /health HTTP/1.1\r\nHost: g\r\nX-Slow: ");
        long start = System.nanoTime();
        while (!client.closedWithin(Duration.ofMillis(20)) && canSend(client, "x")) {
            assertThat(System.nanoTime() - start).isLessThan(SOON.toNanos());
        }
    }

    /** False where the other side has closed a moment ago. */
    private static boolean canSend(RawHttp client, String text) throws IOException {
        try {
            client.send(text);
            return true;
        } catch (SocketException e) {
            return false;
        }
    }

    @Test
    void a_kept_connection_may_rest_for_longer_than_a_head_may_take() throws Exception {
        GatewayUnderTest gateway = world.gateway(world.backend(), "{header_timeout_s: 0.2}", "");
        RawHttp client = world.connect(gateway);
        client.get("/health").readAnswer(SOON);

        assertThat(client.closedWithin(Duration.ofMillis(500))).isFalse();

        client.send("GET /health HTTP/1.1\r\nHost: g\r\nX-Slow: ");
        assertThat(client.readAnswer(SOON).status()).isEqualTo(408);
    }

    @Test
    void a_connection_on_which_nothing_comes_is_closed() throws Exception {
        GatewayUnderTest gateway =
                world.gateway(world.backend(), "{header_timeout_s: 0.3, keep_alive_idle_s: 0.3}", "");
        RawHttp silent = world.connect(gateway);
        RawHttp idle = world.connect(gateway);
        idle.get("/health").readAnswer(SOON);

        assertThat(silent.closedWithin(SOON)).isTrue();
        assertThat(idle.closedWithin(SOON)).isTrue();
    }

    @Test
    void C4_L3_a_body_that_does_not_end_is_cut_at_its_deadline() throws Exception {
        FaultBackend backend = world.backend();
        GatewayUnderTest gateway = world.gateway(backend, "{body_timeout_s: 0.5}", "");
        RawHttp client = world.connect(gateway)
                .send("POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\nX-Request-Id: dawdles\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"model\":");

        Answer answer = client.readAnswer(SOON);

        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.body()).contains("\"code\":\"request_timeout\"");
        assertThat(client.closedWithin(SOON)).isTrue();
        assertThat(world.log().accessLine("dawdles")).contains(" status=408 ");
        assertThat(posts(backend)).isEmpty();
    }

    @Test
    void a_body_broken_off_by_its_client_is_not_an_error_of_ours() throws Exception {
        FaultBackend backend = world.backend();
        GatewayUnderTest gateway = world.gateway(backend);
        RawHttp client = world.connect(gateway)
                .send("POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\nX-Request-Id: half\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"model\":");
        awaitInFlight(gateway, 1);

        client.close();

        assertThat(world.log().accessLine("half")).contains(" status=499 ");
        assertThat(world.log().lines()).noneMatch(line -> line.contains("request failed id=half"));
        assertThat(posts(backend)).isEmpty();
    }

    @Test
    void C6_a_bad_key_is_refused_before_the_body_is_sent() throws Exception {
        FaultBackend backend = world.backend();
        GatewayUnderTest gateway = withKey(backend);
        RawHttp client = world.connect(gateway).send(expecting("test-wrong-key", 100));

        Answer answer = client.readAnswer(SOON);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(client.closedWithin(SOON)).isTrue();
        assertThat(posts(backend)).isEmpty();
    }

    @Test
    void a_good_key_is_told_to_go_on_and_then_answered() throws Exception {
        FaultBackend backend = world.backend();
        GatewayUnderTest gateway = withKey(backend);
        String body = Chats.whole("planner");
        RawHttp client = world.connect(gateway).send(expecting("test-client-key", body.length()));

        assertThat(client.readHead(SOON).status()).isEqualTo(100);
        assertThatThrownBy(() -> client.readHead(SHORT)).isInstanceOf(SocketTimeoutException.class);
        assertThat(client.send(body).readAnswer(SOON).status()).isEqualTo(200);
        assertThat(posts(backend)).hasSize(1);
    }

    private List<RawHttp> ask(GatewayUnderTest gateway, String idPrefix, boolean stream) throws Exception {
        List<RawHttp> clients = new ArrayList<>();
        for (int n = 0; n < MANY; n++) {
            clients.add(world.connect(gateway)
                    .post(Chats.PATH, Chats.of("planner", stream), "X-Request-Id: " + idPrefix + n));
        }
        return clients;
    }

    private static void killAll(List<RawHttp> clients, boolean byReset) throws Exception {
        for (RawHttp client : clients) {
            if (byReset) {
                client.reset();
            } else {
                client.close();
            }
        }
    }

    private void assertClientsLeft(String idPrefix) {
        for (int n = 0; n < MANY; n++) {
            assertThat(world.log().accessLine(idPrefix + n)).contains(" status=499 ", " alias=planner ");
        }
    }

    private GatewayUnderTest withKey(FaultBackend backend) {
        return world.gateway("""
                probe: {interval_s: 60}
                auth: {client_api_keys: [test-client-key]}
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                """.formatted(backend.baseUrl()));
    }

    private static String expecting(String key, int length) {
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer " + key
                + "\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: " + length
                + "\r\n\r\n";
    }
}
